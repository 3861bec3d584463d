using System.Diagnostics.Metrics;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Gateway;
using CloudBase.MultiTenant.TestKit.Crash;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;

namespace CloudBase.MultiTenant.EndToEnd.Tests.CrashSweep;

/// <summary>One host as users register it, with the real client and both strategies; its store and its requests pass its gate.</summary>
internal sealed class CloudHost
{
    private readonly ServiceProvider _services;

    internal CloudHost(CloudWorld world, string name, CrashGate gate)
    {
        Gate = gate;
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(new HostClock(world.Time, gate, TimeSpan.Zero));
        services.AddSingleton<IRandomSource>(world.Random);
        services.AddSingleton<IMeterFactory>(world.Meters);
        ICloudBaseMultiTenantBuilder builder = services.AddCloudBaseMultiTenant(o =>
            {
                o.DeploymentName = "sweep";
                o.HostName = name;
                o.DefaultIsolation = world.Isolation.Name;
                o.ManagementEnvironment = world.Emulator.ManagementEnvironmentId;
                o.Renewal.Policy = RenewalPolicy.Managed;
                o.Operations.RunPump = false;
                o.Provisioning.OnUnresolvedCreate = UnresolvedCreate.CreateAgain;
                world.Options(o);
            })
            .UseTencentCloud(o =>
            {
                o.Endpoint = world.Emulator.Endpoint;
                o.SecretId = world.Emulator.SecretId;
                o.SecretKey = new SecretString(world.Emulator.SecretKey);
                o.SpendsRealMoney = false;
            })
            .AddCamSubAccountIsolation(o => o.ConsoleLogin = true)
            .AddWhiteLabelIsolation()
            .UseInMemoryStore();
        world.Build(builder);
        services.Replace(ServiceDescriptor.Singleton(Gated<IMultiTenantStore>.Wrap(world.Store, gate)));
        services.Replace(ServiceDescriptor.Singleton(world.Protector));
        foreach (string client in new[] { TencentCloudBuilderExtensions.TencentCloudHttpClientName, EnvironmentProbe.ClientName })
        {
            services.Configure<HttpClientFactoryOptions>(
                client, o => o.HttpMessageHandlerBuilderActions.Add(b => b.PrimaryHandler = new GateHandler(gate, world.Writes.Over(world.Emulator.CreateHandler()))));
        }

        _services = services.BuildServiceProvider();
    }

    internal CrashGate Gate { get; }

    internal ITenantProvisioner Provisioner => _services.GetRequiredService<ITenantProvisioner>();

    internal ICredentialBroker Broker => _services.GetRequiredService<ICredentialBroker>();

    internal IEnvironmentTemplates Templates => _services.GetRequiredService<IEnvironmentTemplates>();

    internal IEnvironmentPool Pool => _services.GetRequiredService<IEnvironmentPool>();

    internal ITenantOperations Operations => _services.GetRequiredService<ITenantOperations>();

    internal OperationPump Pump => _services.GetRequiredService<OperationPump>();
}
