using CloudBase.MultiTenant.Emulator;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.EndToEnd.Tests.CrashSweep;

/// <summary>The verbs as data, so that one sweep runs them all.</summary>
internal static class CloudVerbs
{
    internal static readonly string[] All = ["provision", "suspend", "reactivate", "rotate", "deprovision"];

    /// <summary>What is done to environments beside the verbs of tenants.</summary>
    internal static readonly string[] Environments = ["apply", "upgrade", "fill", "claim", "drain", "allocate", "allocate-cancel", "allocate-release"];

    internal static readonly TenantId User = TenantId.Parse("user-42@example.com");

    internal static async Task BeginAsync(CloudHost host, string verb)
    {
        ITenantProvisioner p = host.Provisioner;
        try
        {
            switch (verb)
            {
                case "fill":
                    // The pump begins it.
                    return;
                case "drain":
                    await host.Pool.DrainAsync();
                    return;
                case "upgrade":
                    await foreach (TemplateUpgradeProgress turn in host.Templates.UpgradeAsync(SweptTemplates.Second, new TemplateUpgradeOptions { TenantsPerMinute = 6000 }))
                    {
                    }

                    return;
                case "allocate-cancel":
                    await foreach (TenantOperation operation in host.Operations.ListAsync(new OperationQuery { Tenant = User }))
                    {
                        await host.Operations.CancelAsync(operation.Id);
                    }

                    return;
            }

            _ = verb switch
            {
                "apply" => await host.Templates.ApplyAsync(SweptTemplates.First, User, new TemplateApplyOptions { Patience = TimeSpan.Zero }),
                "provision" or "claim" or "allocate" => await p.EnsureAsync(User, TenantSpec.Default, new EnsureOptions { Patience = TimeSpan.Zero }),
                "suspend" => (await p.SuspendAsync(User, new SuspendOptions { Patience = TimeSpan.Zero })).Tenant,
                "reactivate" => await p.ReactivateAsync(User, new ReactivateOptions { Patience = TimeSpan.Zero }),
                "rotate" => await p.RotateKeysAsync(User, new RotateKeysOptions { Patience = TimeSpan.Zero }),
                "deprovision" or "allocate-release" => (await p.DeprovisionAsync(User, new DeprovisionOptions { Patience = TimeSpan.Zero })).Tenant,
                _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, null),
            };
        }
        catch (ProvisioningPendingException)
        {
        }
    }

    /// <summary>Brings a fresh world to where the verb can begin: a tenant with a credential handed out, suspended if need be; a pool, a template.</summary>
    internal static async Task ArrangeAsync(CloudWorld world, string verb)
    {
        Configure(world, verb);
        switch (verb)
        {
            case "provision" or "fill" or "allocate":
                break;
            case "allocate-cancel":
                await BeginAllocationAsync(world);
                break;
            case "claim" or "drain":
                await RunAsync(world, "fill");
                break;
            default:
                await RunAsync(world, "provision", verb == "upgrade" ? "apply" : verb == "reactivate" ? "suspend" : null);
                break;
        }

        if (verb == "claim")
        {
            // Nothing is filled again, so that one claim is all there is.
            world.Build = static b => b.AddEnvironmentPool(o => (o.Target, o.Ceiling) = (0, 1));
        }

        world.Writes.Clear();
    }

    /// <summary>Runs what was begun to its end; an upgrade is asked for once more, as whoever goes on with it would.</summary>
    internal static async Task FinishAsync(CloudWorld world, CloudHost host, string verb)
    {
        if (await world.RunToEndAsync(host) && verb == "upgrade")
        {
            // The turns of an upgrade are apart by the clock, which nobody moves while one is waited for.
            world.Time.Advance(TimeSpan.FromSeconds(1));
            await CloudWorld.FinishAsync(host, BeginAsync(host, verb));
            await world.RunToEndAsync(host);
        }
    }

    /// <summary>Says whether the verb was begun, as its caller would find out.</summary>
    internal static async Task<bool> WasBegunAsync(CloudWorld world, string verb)
    {
        OperationKind kind = verb switch
        {
            "provision" or "claim" or "allocate" => OperationKind.Provision,
            "suspend" => OperationKind.Suspend,
            "reactivate" => OperationKind.Reactivate,
            "rotate" => OperationKind.RotateKeys,
            "apply" => OperationKind.ApplyTemplate,
            "fill" => OperationKind.FillPool,
            "drain" => OperationKind.DrainPoolMember,
            _ => OperationKind.Deprovision,
        };
        return verb switch
        {
            "upgrade" => false,
            "allocate-cancel" => (await world.OperationsAsync()).Exists(o => o.CancelRequested),
            _ => (await world.OperationsAsync()).Exists(o => o.Kind == kind),
        };
    }

    private static void Configure(CloudWorld world, string verb)
    {
        switch (verb)
        {
            case "fill" or "claim" or "drain":
                world.Build = static b => b.AddEnvironmentPool(o => o.Target = 1);
                break;
            case "upgrade":
                world.Options = static o => o.Provisioning.Patience = TimeSpan.Zero;
                break;
            case "allocate" or "allocate-cancel" or "allocate-release":
                world.Options = static o => o.Provisioning.Source = EnvironmentSource.Allocate;
                break;
        }
    }

    private static async Task RunAsync(CloudWorld world, params string?[] verbs)
    {
        CloudHost host = world.NewHost("arranger");
        foreach (string verb in verbs.OfType<string>())
        {
            await BeginAsync(host, verb);
            await world.RunToEndAsync(host);
            if (verb == "provision")
            {
                (await host.Broker.GetAsync(User, CredentialRequest.ForMcp)).Dispose();
            }
        }

        host.Gate.Crash();
    }

    /// <summary>Leaves a provisioning where it has its environment and waits for something else.</summary>
    private static async Task BeginAllocationAsync(CloudWorld world)
    {
        world.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.Error, ErrorCode = "RequestLimitExceeded", Service = "tcb", Action = "CreateApiKey", Times = 100 });
        CloudHost host = world.NewHost("arranger");
        await BeginAsync(host, "provision");
        await host.Pump.RunOnceAsync();
        host.Gate.Crash();
        world.Emulator.Faults.Clear();
        (await world.TenantsAsync()).Single().EnvironmentId.Should().NotBeNull("the environment is there before the provisioning is cancelled");
        (await world.OperationsAsync()).Single().IsFinal.Should().BeFalse();
    }
}
