using System.Diagnostics.Metrics;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using CloudBase.MultiTenant.TencentCloud.Gateway;
using CloudBase.MultiTenant.TencentCloud.Isolation;
using CloudBase.MultiTenant.TencentCloud.Policies;
using CloudBase.MultiTenant.TencentCloud.Tests.Policies;
using CloudBase.MultiTenant.TestKit;
using CloudBase.MultiTenant.TestKit.Crash;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation.Rotation;

/// <summary>One host of the engine with the real strategy; its store and its calls pass its gate.</summary>
internal sealed class RotationHost
{
    private readonly RotationWorld _world;
    private readonly ServiceProvider _services;

    internal RotationHost(RotationWorld world, string name, CrashGate gate, Func<int, CamFault> faults)
    {
        (_world, Gate) = (world, gate);
        SimulatedWorld simulated = world.Simulated;
        var options = new CloudBaseOptions { DeploymentName = "test", HostName = name };
        options.Provisioning.PackageId = "baas_personal";
        options.Provisioning.Resources = ["flexdb"];
        options.Provisioning.Region = "ap-shanghai";
        options.Renewal.Policy = RenewalPolicy.Managed;
        options.Operations.RunPump = false;
        var clock = new HostClock(simulated.Time, gate, TimeSpan.Zero);
        var strategy = new CamSubAccountStrategy(
            Gated<ICamDirectory>.Wrap(new FaultyCam(world.Cam, faults), gate),
            new AccountIdentity(_ => new(new CallerIdentity(PolicyWorld.AccountUin, "qcs::cam::uin/1:uin/1", CallerKind.Root)), clock),
            new EnvironmentPolicyIssuer(new EnvironmentPolicyBuilder(), NullLogger<EnvironmentPolicyIssuer>.Instance),
            new Probe(world), world.Protector, new SeededRandomSource(7), new IsolationProof(clock, NullLogger<IsolationProof>.Instance),
            Microsoft.Extensions.Options.Options.Create(new CamSubAccountOptions()), clock);
        var services = new ServiceCollection();
        services.AddSingleton(Gated<IMultiTenantStore>.Wrap(simulated.Store, gate));
        services.AddSingleton(Gated<IEnvironmentCloud>.Wrap(simulated.Cloud, gate));
        services.AddSingleton<IIsolationStrategy>(strategy);
        services.AddSingleton<ICredentialBroker>(simulated.Broker);
        services.AddSingleton<IEnvironmentApiKeys>(simulated.ForeignKeys);
        services.AddSingleton<IRandomSource>(simulated.Random);
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(options));
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton<IMeterFactory>(simulated.Meters);
        services.AddOperations();
        services.AddProvisioning();
        _services = services.BuildServiceProvider();
    }

    internal CrashGate Gate { get; }

    private ITenantOperations Operations => _services.GetRequiredService<ITenantOperations>();

    internal async Task TryAsync(Func<ITenantProvisioner, Task> verb)
    {
        try
        {
            await verb(_services.GetRequiredService<ITenantProvisioner>());
        }
        catch (ProvisioningPendingException)
        {
        }
    }

    /// <summary>Begins a rotation and works on it for one round.</summary>
    internal async Task BeginAsync(TimeSpan overlap = default)
    {
        await TryAsync(p => p.RotateKeysAsync(RotationWorld.User, new RotateKeysOptions { Patience = TimeSpan.Zero, Overlap = overlap }, default).AsTask());
        await RunOnceAsync();
    }

    internal Task RunOnceAsync() => _services.GetRequiredService<OperationPump>().RunOnceAsync();

    internal async Task RotateAsync(TimeSpan overlap)
    {
        await BeginAsync(overlap);
        await RunToEndAsync();
    }

    /// <summary>Cancels the rotation, if it was begun, and works until all is over.</summary>
    internal async Task CancelAsync()
    {
        await AskToCancelAsync();
        await RunToEndAsync();
    }

    internal async Task AskToCancelAsync()
    {
        if (await _world.RotationAsync() is { } rotation)
        {
            await Operations.CancelAsync(rotation.Id, default);
        }
    }

    /// <summary>Works until nothing is left to do within an hour, moving the clock in between.</summary>
    internal async Task RunToEndAsync()
    {
        for (int round = 0; round < 500; round++)
        {
            await RunOnceAsync();
            if (await _world.Simulated.NextDueAsync(TimeSpan.FromHours(1)) is not { } next)
            {
                return;
            }

            if (next > _world.Simulated.Time.GetUtcNow())
            {
                _world.Simulated.Time.SetUtcNow(next);
            }

            _world.Simulated.Cloud.Settle();
        }

        throw new InvalidOperationException("Nothing settles.");
    }

    /// <summary>Answers as the world says.</summary>
    private sealed class Probe(RotationWorld world) : ISignedProbe
    {
        public ValueTask<ProbeOutcome> ProbeAsync(TencentCloudCredential credential, EnvironmentId environment, CancellationToken cancellationToken) => new(world.Reach);

        public ValueTask<ProbeOutcome> ProbeDenialAsync(TencentCloudCredential credential, EnvironmentId environment, CancellationToken cancellationToken) =>
            new(ProbeOutcome.Refused);
    }
}
