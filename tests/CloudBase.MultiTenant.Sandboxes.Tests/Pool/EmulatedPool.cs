using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Tests.Contract;
using CloudBase.MultiTenant.Stores;
using CloudBase.MultiTenant.TestKit.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Pool;

/// <summary>A store with hosts on it, as users register them: tenants and sandboxes are the emulator's.</summary>
internal sealed class EmulatedPool(SandboxWorld world, Action<SandboxPoolOptions>? configure = null, bool isOnDisk = false) : IAsyncDisposable
{
    private readonly InMemoryMultiTenantStore _store = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cbmt-pool-");
    private readonly EphemeralSecretProtector _protector = new();
    private readonly string _deployment = $"pool-{TestContext.Current.Test!.UniqueID[..12]}";
    private readonly List<ServiceProvider> _hosts = [];
    private readonly CapturingLoggerProvider _logs = new();
    private int _tenants;

    public EmulatorClock Clock => (EmulatorClock)world.Emulator.TimeProvider;

    /// <summary>A clock that shows what the emulator's does now, and is not advanced with it.</summary>
    public EmulatorClock NewClock()
    {
        EmulatorClock clock = new();
        if (Clock.Advanced > TimeSpan.Zero)
        {
            clock.Advance(Clock.Advanced);
        }

        return clock;
    }

    /// <summary>Makes a host; the pool is kept by the rounds that a test asks for.</summary>
    /// <param name="clock">What time it is for this host; null is the emulator's.</param>
    public EmulatedPoolHost NewHost(TimeProvider? clock = null)
    {
        CloudBaseEmulator emulator = world.Emulator;
        ServiceCollection services = new();
        services.AddSingleton(clock ?? Clock);
        services.AddLogging(l => l.AddProvider(_logs));
        ICloudBaseMultiTenantBuilder builder = services.AddCloudBaseMultiTenant(o =>
            {
                o.DeploymentName = _deployment;
                o.HostName = $"host-{_hosts.Count + 1}";
                o.ManagementEnvironment = emulator.ManagementEnvironmentId;
                o.Renewal.Policy = RenewalPolicy.None;
                o.Provisioning.PollMin = TimeSpan.FromMilliseconds(50);
            })
            .UseTencentCloud(o =>
            {
                o.Endpoint = emulator.Endpoint;
                o.SecretId = emulator.SecretId;
                o.SecretKey = new SecretString(emulator.SecretKey);
                o.SpendsRealMoney = false;
            })
            .AddWhiteLabelIsolation()
            .AddSandboxPool("node", o =>
            {
                o.Base = world.Template;
                o.RefillPerSecond = 1000;
                configure?.Invoke(o);
            });
        world.AddProvider(builder, emulator);
        if (isOnDisk)
        {
            builder.UseSqliteStore(Path.Combine(_folder.FullName, "tenants.db"));
        }
        else
        {
            builder.UseInMemoryStore();
            services.RemoveAll<IMultiTenantStore>().AddSingleton<IMultiTenantStore>(_store);
        }

        services.RemoveAll<ISecretProtector>().AddSingleton<ISecretProtector>(_protector);
        _hosts.Add(services.BuildServiceProvider());
        return new EmulatedPoolHost(_hosts[^1]);
    }

    /// <summary>Orders an environment for a new tenant.</summary>
    public async Task<Tenant> NewTenantAsync(EmulatedPoolHost host, CancellationToken cancellationToken) =>
        await host.Get<ITenantProvisioner>().EnsureAsync(TenantId.Parse($"user-{++_tenants}@example.com"), TenantSpec.Default, cancellationToken);

    /// <summary>Lets the one sandbox that nobody holds go from idle over marked to paused.</summary>
    public async Task PauseAsync(EmulatedPoolHost host, CancellationToken cancellationToken)
    {
        Clock.Advance(TimeSpan.FromMinutes(11));
        await host.RunAsync(cancellationToken);
        Clock.Advance(TimeSpan.FromMinutes(2));
        await host.RunAsync(cancellationToken);
        (await host.StatusAsync(cancellationToken)).Paused.Should().Be(1);
    }

    public async Task<IReadOnlyList<SandboxMember>> RowsAsync() =>
        await _hosts[0].GetRequiredService<IMultiTenantStore>().ReadSandboxMembersAsync(CloudAccountName.Default, new SandboxMemberQuery(), 1000, CancellationToken.None);

    /// <summary>Stops what this pool started, its warm and paused sandboxes too.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (SandboxMember row in _hosts.Count == 0 ? [] : await RowsAsync())
        {
            if (row.Sandbox is { } sandbox)
            {
                await world.Provider.StopAsync(sandbox, CancellationToken.None);
            }
        }

        foreach (ServiceProvider host in _hosts)
        {
            await host.DisposeAsync();
        }

        _folder.Delete(recursive: true);

        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', _logs.Lines));
        }
    }
}
