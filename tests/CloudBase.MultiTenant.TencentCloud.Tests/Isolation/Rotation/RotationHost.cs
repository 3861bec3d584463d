using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using CloudBase.MultiTenant.TencentCloud.Gateway;
using CloudBase.MultiTenant.TencentCloud.Isolation;
using CloudBase.MultiTenant.TencentCloud.Policies;
using CloudBase.MultiTenant.TencentCloud.Tests.Policies;
using CloudBase.MultiTenant.TestKit;
using CloudBase.MultiTenant.TestKit.Crash;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation.Rotation;

/// <summary>One host of the engine with the real strategy; its store and its calls pass its gate.</summary>
internal sealed class RotationHost
{
    private readonly RotationWorld _world;
    private readonly SimulatedHost _host;

    internal RotationHost(RotationWorld world, string name, CrashGate gate, Func<int, CamFault> faults)
    {
        _world = world;
        _host = new SimulatedHost(world.Simulated, name, gate, isolation: clock => new CamSubAccountStrategy(
            Gated<ICamDirectory>.Wrap(new FaultyCam(world.Cam, faults), gate),
            new AccountIdentity(_ => new(new CallerIdentity(PolicyWorld.AccountUin, "qcs::cam::uin/1:uin/1", CallerKind.Root)), clock),
            new EnvironmentPolicyIssuer(new EnvironmentPolicyBuilder(), NullLogger<EnvironmentPolicyIssuer>.Instance),
            new Probe(world), world.Protector, new SeededRandomSource(7), new IsolationProof(clock, NullLogger<IsolationProof>.Instance),
            Microsoft.Extensions.Options.Options.Create(new CamSubAccountOptions()), clock));
    }

    internal CrashGate Gate => _host.Gate;

    internal async Task TryAsync(Func<ITenantProvisioner, Task> verb)
    {
        try
        {
            await verb(_host.Provisioner);
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

    internal Task RunOnceAsync() => _host.Pump.RunOnceAsync();

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
            await _host.Operations.CancelAsync(rotation.Id, default);
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
