namespace CloudBase.MultiTenant.EndToEnd.Tests.CrashSweep;

/// <summary>The verbs as data, so that one sweep runs them all.</summary>
internal static class CloudVerbs
{
    internal static readonly string[] All = ["provision", "suspend", "reactivate", "rotate", "deprovision"];

    internal static readonly TenantId User = TenantId.Parse("user-42@example.com");

    internal static async Task BeginAsync(CloudHost host, string verb)
    {
        ITenantProvisioner p = host.Provisioner;
        try
        {
            _ = verb switch
            {
                "provision" => await p.EnsureAsync(User, TenantSpec.Default, new EnsureOptions { Patience = TimeSpan.Zero }),
                "suspend" => (await p.SuspendAsync(User, new SuspendOptions { Patience = TimeSpan.Zero })).Tenant,
                "reactivate" => await p.ReactivateAsync(User, new ReactivateOptions { Patience = TimeSpan.Zero }),
                "rotate" => await p.RotateKeysAsync(User, new RotateKeysOptions { Patience = TimeSpan.Zero }),
                "deprovision" => (await p.DeprovisionAsync(User, new DeprovisionOptions { Patience = TimeSpan.Zero })).Tenant,
                _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, null),
            };
        }
        catch (ProvisioningPendingException)
        {
        }
    }

    /// <summary>Brings a fresh world to where the verb can begin: a tenant with a credential handed out, suspended if need be.</summary>
    internal static async Task ArrangeAsync(CloudWorld world, string verb)
    {
        if (verb == "provision")
        {
            return;
        }

        CloudHost host = world.NewHost("arranger");
        await BeginAsync(host, "provision");
        await world.RunToEndAsync(host);
        (await host.Broker.GetAsync(User, CredentialRequest.ForMcp)).Dispose();
        if (verb == "reactivate")
        {
            await BeginAsync(host, "suspend");
            await world.RunToEndAsync(host);
        }

        host.Gate.Crash();
    }

    /// <summary>Says whether the verb was begun, as its caller would find out.</summary>
    internal static async Task<bool> WasBegunAsync(CloudWorld world, string verb)
    {
        OperationKind kind = verb switch
        {
            "provision" => OperationKind.Provision,
            "suspend" => OperationKind.Suspend,
            "reactivate" => OperationKind.Reactivate,
            "rotate" => OperationKind.RotateKeys,
            _ => OperationKind.Deprovision,
        };
        return (await world.OperationsAsync()).Exists(o => o.Kind == kind);
    }
}
