using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>A pool that is to be taken away: it is emptied to the last snapshot, and not before the last host that uses it is gone.</summary>
public sealed class RetirementTests : IDisposable
{
    private static readonly TimeSpan s_longer = TimeSpan.FromMinutes(20);

    private readonly PoolWorld _world = new() { Options = { SnapshotOnPause = true } };
    private readonly PoolHost _used;
    private readonly PoolHost _retired;

    public RetirementTests()
    {
        _used = _world.NewHost("host-a");
        _retired = _world.NewHost("host-b", pools: [("node", new SandboxPoolOptions { Base = "base", Retired = true, WarmTarget = 2, RefillPerSecond = 1000 })]);
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Retired_OnceNoHostUsesIt_HasEverythingStoppedAndKeepsNothing()
    {
        await PoolHomes.PausedAsync(_world, _used);
        await PoolClock.FillAsync(_world, 3, _used);
        await (await _used.AcquireAsync(await _world.NewTenantAsync())).DisposeAsync();
        _world.Provider.Living.Should().HaveCountGreaterThan(2);
        _world.Provider.SnapshotIds.Should().NotBeEmpty();

        await PoolClock.PassAsync(_world, _retired, s_longer);

        _world.Provider.Living.Should().BeEmpty();
        _world.Provider.SnapshotIds.Should().BeEmpty();
        (await _world.RowsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Retired_WhileAnotherHostUsesIt_TakesNothingAway()
    {
        (TenantId tenant, FakePoolSandbox paused) = await PoolHomes.PausedAsync(_world, _used);

        await PoolClock.FillAsync(_world, 30 * 60, _used, _retired);

        _world.Provider.Running.Should().HaveCount(2, "they are that host's warm ones");
        await using ISandboxLease again = await _used.AcquireAsync(tenant);
        again.Sandbox.Should().Be(paused.Id);
    }

    [Fact]
    public async Task Retired_LeavesWhatIsHeldUntilItIsReturned()
    {
        ISandboxLease held = await _used.AcquireAsync(await _world.NewTenantAsync());
        await held.Commands.RunAsync("true", cancellationToken: TestContext.Current.CancellationToken);

        // The lease renews itself; nobody keeps the pool any more.
        await PoolClock.PassAsync(_world, _retired, s_longer, TimeSpan.FromSeconds(5));

        held.LossReason.Should().BeNull();
        _world.Provider.Running.Should().ContainSingle().Which.Id.Should().Be(held.Sandbox);
        await held.DisposeAsync();
        await PoolClock.PassAsync(_world, _retired, TimeSpan.FromMinutes(1));
        _world.Provider.Living.Should().BeEmpty();
    }

    [Fact]
    public async Task Retired_HandsNothingOut_AndIsNotShort()
    {
        await _retired.RunAsync(3);

        await FluentActions.Awaiting(async () => await _retired.AcquireAsync(await _world.NewTenantAsync())).Should().ThrowAsync<SandboxPoolDrainedException>().WithMessage("*retired*");

        _world.Provider.Sandboxes.Should().BeEmpty();
        (await _retired.Pool.GetStatusAsync("node")).Should().Match<SandboxPoolStatus>(s => s.IsDrained && s.Target == 0);
    }

    [Fact]
    public async Task Retired_IsLookedAfter_AndNotStranded()
    {
        _world.Provider.Before = (action, _) => action == "stop" ? throw new CloudUnavailableException("500", FakePoolProvider.Details("InternalError", CloudEffect.None, isTransient: true)) : Task.CompletedTask;
        await PoolClock.FillAsync(_world, 3, _used);
        PoolHost other = _world.NewHost("host-c", pools: [("other", new SandboxPoolOptions { Base = "base", WarmTarget = 0 })]);

        await PoolClock.PassAsync(_world, _retired, TimeSpan.FromMinutes(40));

        (await _world.RowsAsync()).Should().NotBeEmpty("nothing can be stopped");
        (await other.Keeper.Stranded.FindAsync(TestContext.Current.CancellationToken)).Should().BeEmpty();
    }

    [Fact]
    public async Task Retired_WhoseStopsFailForAWhile_IsEmptiedInTheEnd()
    {
        await PoolHomes.PausedAsync(_world, _used);
        _world.Provider.Before = (action, _) => action is "stop" or "delete" ? throw new CloudUnavailableException("500", FakePoolProvider.Details("InternalError", CloudEffect.None, isTransient: true)) : Task.CompletedTask;
        await PoolClock.PassAsync(_world, _retired, s_longer);
        _world.Provider.Living.Should().NotBeEmpty();

        _world.Provider.Before = (_, _) => Task.CompletedTask;
        await PoolClock.PassAsync(_world, _retired, s_longer);

        _world.Provider.Living.Should().BeEmpty();
        _world.Provider.SnapshotIds.Should().BeEmpty();
        (await _world.RowsAsync()).Should().BeEmpty();
    }
}
