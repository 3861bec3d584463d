using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Stores;
using CloudBase.MultiTenant.TencentCloud.Gateway;
using CloudBase.MultiTenant.TencentCloud.Isolation;
using CloudBase.MultiTenant.TestKit;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation.Rotation;

/// <summary>What outlives hosts that rotate one tenant's keys with the real strategy on the real engine: store, clock, key ring, identity service.</summary>
internal sealed class RotationWorld
{
    internal static readonly TenantId User = TenantId.Parse("user-42@example.com");

    private RotationWorld() => Cam = new FakeCam(Simulated.Time);

    internal SimulatedWorld Simulated { get; } = new();

    internal FakeCam Cam { get; }

    internal EphemeralSecretProtector Protector { get; } = new();

    /// <summary>Gets or sets whether keys reach their environment.</summary>
    internal ProbeOutcome Reach { get; set; } = ProbeOutcome.Reached;

    /// <summary>Gets the key that was in force before anything was rotated.</summary>
    internal string First { get; private set; } = string.Empty;

    internal IReadOnlyList<FakeCam.Key> Keys => Cam.Users.Values.Single().Keys;

    internal static async Task<RotationWorld> WithActiveTenantAsync()
    {
        var world = new RotationWorld();
        RotationHost host = world.NewHost("arranger");
        await host.TryAsync(p => p.EnsureAsync(User, TenantSpec.Default, new EnsureOptions { Patience = TimeSpan.Zero }, default).AsTask());
        await host.RunToEndAsync();
        Tenant tenant = await world.TenantAsync();
        tenant.State.Should().Be(TenantState.Active);
        world.First = tenant.Isolation.Single().Data["keyId"];
        return world;
    }

    internal RotationHost NewHost(string name, CrashGate? gate = null, Func<int, CamFault>? faults = null) =>
        new(this, name, gate ?? new CrashGate(), faults ?? (static _ => CamFault.None));

    internal async Task<Tenant> TenantAsync() => (await Simulated.TenantsAsync()).Single();

    internal async Task<TenantOperation?> RotationAsync() => (await Simulated.OperationsAsync()).SingleOrDefault(o => o.Kind == OperationKind.RotateKeys);

    /// <summary>True at every moment, whoever crashed: the key that is handed out works, and its secret is the cloud's.</summary>
    internal async Task RequireKeyWorksAsync(string because)
    {
        Tenant tenant = await TenantAsync();
        StepData data = tenant.Isolation.Single().Data;
        FakeCam.Key? key = Keys.SingleOrDefault(k => k.Id == data["keyId"]);
        key.Should().NotBeNull($"the tenant has {data["keyId"]}, and the cloud {string.Join(", ", Keys.Select(k => k.Id))} ({because})");
        key!.Active.Should().BeTrue(because);
        Protector.TryUnprotect(data["key"], SubAccount.KeyPurpose(tenant.EnvironmentId!.Value), out SecretString? secret).Should().BeTrue(because);
        secret!.Reveal().Should().Be(key.Secret, because);
    }

    /// <summary>True once all is over: the one key there is is the tenant's, and the tenant says why it is another than was asked for.</summary>
    internal async Task RequireTruthAsync(string because)
    {
        await RequireKeyWorksAsync(because);
        Keys.Should().ContainSingle(because);
        Tenant tenant = await TenantAsync();
        tenant.State.Should().Be(TenantState.Active, because);
        tenant.CurrentOperation.Should().BeNull(because);
        tenant.Isolation.Single().Data.Values.Keys.Should().NotContain(k => k.StartsWith("previous", StringComparison.Ordinal), because);
        bool isNew = Keys[0].Id != First;
        OperationState? ended = (await RotationAsync())?.State;
        (ended == OperationState.Cancelled || ended == (isNew ? OperationState.Succeeded : null)).Should().BeTrue($"it ended as {ended}, and the new key is in force: {isNew} ({because})");
        (tenant.StateReason is not null).Should().Be(isNew && ended == OperationState.Cancelled, $"the tenant says '{tenant.StateReason}' ({because})");
    }
}
