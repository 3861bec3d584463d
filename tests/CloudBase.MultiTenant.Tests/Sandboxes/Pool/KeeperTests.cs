using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>What keeps a pool in order: refill, breaker, replacement, orphans.</summary>
public sealed class KeeperTests
{
    [Fact]
    public async Task Refill_ByTwoHosts_EndsAtTheTarget()
    {
        using PoolWorld world = new();
        world.Options.WarmTarget = 8;
        PoolHost[] hosts = [world.NewHost("host-a"), world.NewHost("host-b")];

        await PoolClock.FillAsync(world, 8, hosts);

        world.Provider.Sandboxes.Should().HaveCount(8);
    }

    [Fact]
    public async Task Refill_OfATemplateThatFails_StopsAfterFiveAndProbesOnceAMinute()
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();
        int starts = 0;
        world.Provider.Before = (action, _) => action == "start" && ++starts > 0 ? throw new CloudCallException("bad template", FakePoolProvider.Details("Bad", CloudEffect.None)) : Task.CompletedTask;
        await PoolClock.FillAsync(world, 20, host);
        int before = starts;

        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(10));

        before.Should().Be(5);
        (starts - before).Should().BeInRange(4, 6);
        (await host.Pool.GetStatusAsync("node")).IsBreakerOpen.Should().BeTrue();
        world.Provider.Before = (_, _) => Task.CompletedTask;
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(10));
        (await host.Pool.GetStatusAsync("node")).Should().Match<SandboxPoolStatus>(s => !s.IsBreakerOpen && s.Ready == 2);
    }

    [Fact]
    public async Task Ready_ThatIsNotWellAnyMore_IsReplacedAndNeverHandedOver()
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();
        await PoolClock.FillAsync(world, 4, host);
        FakePoolSandbox gone = world.Provider.Running[0];
        gone.State = SandboxState.Stopped;

        ISandboxLease[] leases = [await host.AcquireAsync(await world.NewTenantAsync()), await host.AcquireAsync(await world.NewTenantAsync())];

        leases.Should().OnlyContain(l => l.Sandbox != gone.Id);
        await PoolClock.FillAsync(world, 4, host);
        (await host.Pool.GetStatusAsync("node")).Ready.Should().Be(2);
    }

    [Fact]
    public async Task Template_OfANewVersion_RollsThePoolOver()
    {
        using PoolWorld world = new();
        await PoolClock.FillAsync(world, 4, world.NewHost("host-a"));
        FakePoolSandbox[] old = [.. world.Provider.Running];
        world.Options = new SandboxPoolOptions { Base = "base", Version = "2", WarmTarget = 2, RefillPerSecond = 1000 };
        PoolHost next = world.NewHost("host-b");

        await PoolClock.PassAsync(world, next, TimeSpan.FromMinutes(3));

        old.Should().OnlyContain(s => !s.IsAlive);
        (await world.RowsAsync()).Should().HaveCount(2).And.OnlyContain(r => r.Template.StartsWith("node/2/", StringComparison.Ordinal) && r.State == SandboxMemberState.Ready);
    }

    [Fact]
    public async Task Template_WhoseNetworkIsTakenAway_ReplacesWhatIsWarmWithIt()
    {
        using PoolWorld world = new();
        world.Options.AllowInternet = true;
        await PoolClock.FillAsync(world, 4, world.NewHost("host-a"));
        FakePoolSandbox[] old = [.. world.Provider.Running];
        world.Options = new SandboxPoolOptions { Base = "base", AllowInternet = false, WarmTarget = 2, RefillPerSecond = 1000 };

        await PoolClock.PassAsync(world, world.NewHost("host-b"), TimeSpan.FromMinutes(3));

        old.Should().HaveCount(2).And.OnlyContain(s => !s.IsAlive, "they reach what their pool may not reach any more");
        world.Provider.Running.Should().HaveCount(2);
    }

    [Fact]
    public async Task Template_WhoseHostsAreGone_GivesWayToTheVersionThatRuns()
    {
        (PoolWorld world, PoolHost old, PoolHost young) = await TwoVersionsAsync();
        using (world)
        {
            await PoolClock.PassAsync(world, old, TimeSpan.FromMinutes(2));

            await PoolClock.PassAsync(world, young, TimeSpan.FromMinutes(12));

            (await world.RowsAsync()).Should().HaveCount(2).And.OnlyContain(r => r.Template.StartsWith("node/2/", StringComparison.Ordinal) && r.State == SandboxMemberState.Ready);
            (await young.Pool.GetStatusAsync("node")).Ready.Should().Be(2);
        }
    }

    [Fact]
    public async Task Template_OfAHostThatRuns_StaysInForceAndIsRenewedNoMoreOftenThanOnceAMinute()
    {
        int writes = 0;
        (PoolWorld world, PoolHost old, PoolHost young) = await TwoVersionsAsync(store => Intercepted<IMultiTenantStore>.Wrap(store, (method, args) =>
        {
            bool isAnnouncement = method == nameof(IMultiTenantStore.CommitAsync) && args[0] is ChangeSet changes && changes.Changes.Any(c => c is StoreChange.PutSharedRecord { Record.Kind: "sandbox-pool" });
            writes += isAnnouncement ? 1 : 0;
            return null;
        }));
        using (world)
        {
            PoolHost second = world.NewHost("host-old-2");
            int before = writes;

            await PoolClock.FillAsync(world, 20 * 60, old, young, second);

            (await world.RowsAsync()).Should().HaveCount(2).And.OnlyContain(r => r.Template.StartsWith("node/1/", StringComparison.Ordinal) && r.State == SandboxMemberState.Ready);
            (writes - before).Should().BeInRange(8, 21);
        }
    }

    [Fact]
    public async Task Orphan_IsStoppedAtTheSecondSightingOnly_AndStrangersNever()
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();
        await PoolClock.FillAsync(world, 4, host);
        IReadOnlyDictionary<string, string> labels = world.Provider.Running[0].Start.Metadata;
        ISandbox orphan = await world.Provider.StartAsync(new SandboxStart { StartId = "orphan-0001", Metadata = new Dictionary<string, string>(labels) { ["cloudbase-member"] = "sbm-forgotten" }, Lifetime = TimeSpan.FromDays(1) }, default);
        ISandbox stranger = await world.Provider.StartAsync(new SandboxStart { StartId = "stranger-001", Metadata = new Dictionary<string, string>(labels) { ["cloudbase-deployment"] = "other" }, Lifetime = TimeSpan.FromDays(1) }, default);

        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(50), TimeSpan.FromSeconds(30));
        world.Provider.Sandboxes[orphan.Id].IsAlive.Should().BeTrue("one sighting, or two that are close, are not enough");
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(40), TimeSpan.FromSeconds(30));

        world.Provider.Sandboxes[orphan.Id].IsAlive.Should().BeFalse();
        world.Provider.Sandboxes[stranger.Id].IsAlive.Should().BeTrue();
        world.Provider.Running.Should().HaveCount(3);
    }

    [Fact]
    public async Task Orphans_AsManyAsNeverShouldBe_AreStoppedAFewInEachSweep()
    {
        using PoolWorld world = new() { Options = { WarmTarget = 1 } };
        PoolHost host = world.NewHost();
        await PoolClock.FillAsync(world, 4, host);
        IReadOnlyDictionary<string, string> labels = world.Provider.Running[0].Start.Metadata;
        for (int i = 0; i < 12; i++)
        {
            await world.Provider.StartAsync(new SandboxStart { StartId = $"orphan-{i:D4}", Metadata = new Dictionary<string, string>(labels) { ["cloudbase-member"] = $"sbm-forgotten{i}" }, Lifetime = TimeSpan.FromDays(1) }, default);
        }

        List<int> running = [world.Provider.Running.Count];
        for (TimeSpan passed = TimeSpan.Zero; passed < TimeSpan.FromHours(4); passed += TimeSpan.FromSeconds(30))
        {
            await PoolClock.PassAsync(world, host, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
            running.Add(world.Provider.Running.Count);
        }

        running.Distinct().Should().Equal([13, 8, 3, 1], "a host that is wrong about what is an orphan is stopped by a person before it has stopped all");
    }

    /// <summary>Two hosts of two versions; that of the old one started last.</summary>
    private static async Task<(PoolWorld World, PoolHost Old, PoolHost Young)> TwoVersionsAsync(Func<IMultiTenantStore, IMultiTenantStore>? wrap = null)
    {
        PoolWorld world = new();
        IMultiTenantStore store = wrap?.Invoke(world.Store) ?? world.Store;
        SandboxPoolOptions before = world.Options;
        (before.WarmTarget, before.MaxTotal) = (2, 2);
        PoolHost old = world.NewHost("host-old", store);
        world.Options = new SandboxPoolOptions { Base = "base", Version = "2", WarmTarget = 2, MaxTotal = 2, RefillPerSecond = 1000, WaitForRoom = TimeSpan.Zero };
        PoolHost young = world.NewHost("host-new", store);
        world.Options = before;
        await PoolClock.FillAsync(world, 3, young);
        await PoolClock.FillAsync(world, 3, old);
        return (world, old, young);
    }
}
