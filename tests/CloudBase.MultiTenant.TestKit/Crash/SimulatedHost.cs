using System.Diagnostics.Metrics;
using CloudBase.MultiTenant.EnvironmentPools;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using CloudBase.MultiTenant.TestKit.Clouds;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TestKit.Crash;

/// <summary>One host of the engine in a simulated world: its own services on a shared store and cloud, behind its gate.</summary>
public sealed class SimulatedHost
{
    private readonly ServiceProvider _services;

    /// <param name="world">What outlives it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="gate">Where it can be crashed.</param>
    /// <param name="configure">What it is configured with.</param>
    /// <param name="clockOffset">How far its clock is ahead of the world's.</param>
    /// <param name="isolation">Makes a real strategy on its clock; null is the simulated one.</param>
    public SimulatedHost(
        SimulatedWorld world, string name, CrashGate gate, Action<CloudBaseOptions>? configure = null, TimeSpan clockOffset = default, Func<TimeProvider, IIsolationStrategy>? isolation = null)
    {
        Gate = gate;
        var options = new CloudBaseOptions { DeploymentName = "test", HostName = name };
        options.Provisioning.PackageId = "baas_personal";
        options.Provisioning.Resources = ["flexdb"];
        options.Provisioning.Region = "ap-shanghai";
        options.Renewal.Policy = RenewalPolicy.Managed;
        options.Operations.RunPump = false;
        world.Configure?.Invoke(options);
        configure?.Invoke(options);
        var clock = new HostClock(world.Time, gate, clockOffset) { TimersEarlyBy = world.TimersEarlyBy };
        IFakeIdentities identities = Gated<IFakeIdentities>.Wrap(world.Identities, gate);
        Strategy = new FakeIsolationStrategy(identities) { VerifyIsUnclear = world.VerifyIsUnclear, PolicyIsTaken = world.PolicyIsTaken, Places = world.Places };
        var services = new ServiceCollection();
        services.AddSingleton(Gated<IMultiTenantStore>.Wrap(world.Store, gate));
        services.AddSingleton(Gated<IEnvironmentCloud>.Wrap(world.CloudSeenByHosts, gate));
        services.AddSingleton(isolation?.Invoke(clock) ?? Strategy);
        services.AddSingleton<ICredentialBroker>(world.Broker);
        services.AddSingleton(Gated<IEnvironmentApiKeys>.Wrap(world.ForeignKeys, gate));
        services.AddSingleton<IRandomSource>(world.Random);
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(options));
        services.AddSingleton(world.LoggerFactory);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton<IMeterFactory>(world.Meters);
        foreach (IAuditSink sink in world.AuditSinks)
        {
            services.AddSingleton(sink);
        }

        foreach (ITemplateModule module in world.TemplateModules)
        {
            services.AddSingleton(module);
        }

        foreach (EnvironmentTemplate template in world.Templates)
        {
            services.AddSingleton(template);
        }

        services.AddOperations();
        services.AddProvisioning();
        if (world.Pool is { } pool)
        {
            services.AddSingleton(Microsoft.Extensions.Options.Options.Create(pool));
            services.AddEnvironmentPools();
        }

        _services = services.BuildServiceProvider();
    }

    public CrashGate Gate { get; }

    public FakeIsolationStrategy Strategy { get; }

    public ITenantProvisioner Provisioner => Get<ITenantProvisioner>();

    public ITenantOperations Operations => Get<ITenantOperations>();

    public ITenantDirectory Directory => Get<ITenantDirectory>();

    public OperationPump Pump => Get<OperationPump>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();
}
