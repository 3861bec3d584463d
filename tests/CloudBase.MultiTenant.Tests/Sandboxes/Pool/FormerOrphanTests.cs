using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>What was lost at a pool's former provider is found there, as at its own, by hosts that have that provider.</summary>
public sealed class FormerOrphanTests : IDisposable
{
    private static readonly TimeSpan s_twoSightings = TimeSpan.FromMinutes(75);

    private readonly PoolWorld _world = new() { Options = { WarmTarget = 0, SnapshotOnPause = true, Provider = "fake" } };
    private readonly FakePoolProvider _next;
    private readonly PoolHost _old;
    private readonly PoolHost _young;

    public FormerOrphanTests()
    {
        _next = new FakePoolProvider(_world.Clock) { Name = "next" };
        _old = _world.NewHost("host-old");
        _young = _world.NewHost("host-new", provider: _next, former: _world.Provider, pools: [("node", new SandboxPoolOptions { Base = "base", WarmTarget = 0, SnapshotOnPause = true, Provider = "next" })]);
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Snapshot_WhoseReplyIsLostAtTheFormerProvider_IsDeletedAndTheOneInTheRowKept()
    {
        int lost = 0;
        _world.Provider.After = (action, _) => action == "snapshot" && lost++ == 0
            ? throw new CloudUnavailableException("no reply", FakePoolProvider.Details("Timeout", CloudEffect.Unknown, isTransient: true)) : Task.CompletedTask;
        await (await _old.AcquireAsync(await _world.NewTenantAsync())).DisposeAsync();
        await PoolClock.PassIdleAsync(_world, _old);
        await PoolClock.PassAsync(_world, _old, TimeSpan.FromMinutes(5));
        _world.Provider.SnapshotIds.Should().HaveCount(2, "the pause was tried again");

        await PoolClock.PassAsync(_world, _young, s_twoSightings, TimeSpan.FromSeconds(30));

        _world.Provider.SnapshotIds.Should().ContainSingle();
        (await _world.RowsAsync()).Should().ContainSingle().Which.State.Should().Be(SandboxMemberState.Paused);
    }

    [Fact]
    public async Task Sandbox_ThatNoRowNamesAtTheFormerProvider_IsStopped_ThoughTheOtherListsFail()
    {
        await using ISandboxLease held = await _old.AcquireAsync(await _world.NewTenantAsync());
        Dictionary<string, string> labels = new(_world.Provider.Sandboxes[held.Sandbox].Start.Metadata) { ["cloudbase-member"] = "sbm-forgotten" };
        ISandbox orphan = await _world.Provider.StartAsync(new SandboxStart { StartId = "orphan-0001", Metadata = labels, Lifetime = TimeSpan.FromDays(1) }, default);
        _next.Before = (action, _) => action.StartsWith("list", StringComparison.Ordinal)
            ? throw new CloudUnavailableException("500", FakePoolProvider.Details("InternalError", CloudEffect.None, isTransient: true)) : Task.CompletedTask;

        await PoolClock.PassAsync(_world, _young, s_twoSightings, TimeSpan.FromSeconds(10));

        _world.Provider.Sandboxes[orphan.Id].IsAlive.Should().BeFalse();
        _world.Provider.Sandboxes[held.Sandbox].State.Should().Be(SandboxState.Running, "it is held");
    }
}
