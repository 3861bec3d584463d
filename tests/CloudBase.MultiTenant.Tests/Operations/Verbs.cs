using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.Operations;

/// <summary>The verbs as data, so that one sweep runs them all.</summary>
internal static class Verbs
{
    public static readonly TenantId User = TenantId.Parse("user-42@example.com");

    public static async Task StartAsync(SimulatedHost host, string verb)
    {
        ITenantProvisioner p = host.Provisioner;
        try
        {
            switch (verb)
            {
                case "provision":
                    await p.EnsureAsync(User, TenantSpec.Default, new EnsureOptions { Patience = TimeSpan.Zero });
                    break;
                case "suspend":
                    await p.SuspendAsync(User, new SuspendOptions { Patience = TimeSpan.Zero });
                    break;
                case "reactivate":
                    await p.ReactivateAsync(User, new ReactivateOptions { Patience = TimeSpan.Zero });
                    break;
                case "rotate":
                    await p.RotateKeysAsync(User, new RotateKeysOptions { Patience = TimeSpan.Zero });
                    break;
                case "change-plan":
                    await p.ChangePlanAsync(User, new ChangePlanOptions { PackageId = "baas_pf_standard", Patience = TimeSpan.Zero });
                    break;
                case "deprovision":
                    await p.DeprovisionAsync(User, new DeprovisionOptions { Patience = TimeSpan.Zero });
                    break;
                case "renew":
                    // Begun by the pump when the package is about to lapse.
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(verb), verb, null);
            }
        }
        catch (ProvisioningPendingException)
        {
        }
    }

    /// <summary>Brings a fresh world to where the verb can begin.</summary>
    public static async Task ArrangeAsync(SimulatedWorld world, string verb)
    {
        if (verb == "provision")
        {
            return;
        }

        SimulatedHost host = world.NewHost("arranger");
        await StartAsync(host, "provision");
        await world.RunToEndAsync(host);
        if (verb == "reactivate")
        {
            await StartAsync(host, "suspend");
            await world.RunToEndAsync(host);
        }

        if (verb == "renew")
        {
            world.Time.Advance(TimeSpan.FromDays(28));
        }
    }

    /// <summary>Says whether the verb was begun, as its caller would find out.</summary>
    public static async Task<bool> WasBegunAsync(SimulatedWorld world, string verb)
    {
        OperationKind kind = verb switch
        {
            "provision" => OperationKind.Provision,
            "suspend" => OperationKind.Suspend,
            "reactivate" => OperationKind.Reactivate,
            "rotate" => OperationKind.RotateKeys,
            "change-plan" => OperationKind.ChangePlan,
            "renew" => OperationKind.Renew,
            _ => OperationKind.Deprovision,
        };
        return (await world.OperationsAsync()).Exists(o => o.Kind == kind);
    }
}
