using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.TestKit.Logging;
using CloudBase.MultiTenant.TestKit.Sandboxes;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>Snapshots that no row names are paid for ever: they are found by their names and deleted, and no other is.</summary>
public sealed class SnapshotSweepTests
{
    private static readonly TimeSpan s_twoSightings = TimeSpan.FromMinutes(75);

    [Fact]
    public async Task Snapshot_WhoseReplyIsLost_IsDeletedAtTheSecondSightingAndTheOneInTheRowKept()
    {
        using PoolWorld world = NewWorld();
        PoolHost host = world.NewHost();
        int lost = 0;
        world.Provider.After = (action, _) => action == "snapshot" && lost++ == 0 ? throw Silence() : Task.CompletedTask;

        await PausedAsync(world, host);

        world.Provider.SnapshotIds.Should().HaveCount(2, "the pause was tried again");
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(50), TimeSpan.FromSeconds(30));
        world.Provider.SnapshotIds.Should().HaveCount(2, "one sighting, or two that are close, are not enough");
        await PoolClock.PassAsync(world, host, s_twoSightings, TimeSpan.FromSeconds(30));
        world.Provider.SnapshotIds.Should().Equal((await world.RowsAsync()).Single().FindSnapshot()!.Value.Value);
    }

    [Fact]
    public async Task Snapshot_OfASandboxThatIsGoneWithItsRow_IsDeleted()
    {
        using PoolWorld world = NewWorld();
        PoolHost host = world.NewHost();
        world.Provider.After = (action, id) =>
        {
            if (action == "snapshot")
            {
                world.Provider.Sandboxes[id!.Value].State = SandboxState.Failed;
                throw Silence();
            }

            return Task.CompletedTask;
        };
        await IdleAsync(world, host);
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(10));
        (await world.RowsAsync()).Should().BeEmpty();
        world.Provider.SnapshotIds.Should().ContainSingle();

        await PoolClock.PassAsync(world, host, s_twoSightings, TimeSpan.FromSeconds(30));

        world.Provider.SnapshotIds.Should().BeEmpty();
    }

    [Fact]
    public async Task Snapshot_WhoseReplyIsLost_IsNoRowsAnyMoreWhenTheSandboxWasPausedWithoutOne()
    {
        using PoolWorld world = NewWorld();
        PoolHost host = world.NewHost();
        world.Provider.After = (action, id) =>
        {
            if (action == "snapshot")
            {
                world.Provider.Sandboxes[id!.Value].State = SandboxState.Paused;
                throw Silence();
            }

            return Task.CompletedTask;
        };
        await PausedAsync(world, host);
        world.Provider.SnapshotIds.Should().ContainSingle();

        await PoolClock.PassAsync(world, host, s_twoSightings, TimeSpan.FromSeconds(30));

        world.Provider.SnapshotIds.Should().BeEmpty();
    }

    [Fact]
    public async Task Snapshot_ThatIsBeingTaken_IsNoOrphanHoweverLongItTakes()
    {
        using PoolWorld world = NewWorld();
        (world.Options.OrphanInterval, world.Options.OrphanAge) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        PoolHost host = world.NewHost("host-a"), other = world.NewHost("host-b");
        string[] whileTaken = [];
        world.Provider.After = async (action, _) =>
        {
            if (action == "snapshot" && whileTaken.Length == 0)
            {
                await PoolClock.PassAsync(world, other, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(2));
                whileTaken = [.. world.Provider.SnapshotIds];
            }
        };

        await PausedAsync(world, host);

        whileTaken.Should().ContainSingle("its name was in the row before it was asked for");
        world.Provider.SnapshotIds.Should().Equal((await world.RowsAsync()).Single().FindSnapshot()!.Value.Value);
    }

    [Fact]
    public async Task Snapshot_ThatIsReplacedAndCannotBeDeleted_DoesNotKeepTheSandboxRunningAndIsSwept()
    {
        using PoolWorld world = NewWorld();
        PoolHost host = world.NewHost();
        TenantId tenant = await PausedAsync(world, host);
        world.Provider.Before = (action, _) => action == "delete" ? throw Silence() : Task.CompletedTask;
        await (await host.AcquireAsync(tenant)).DisposeAsync();
        await PoolClock.PassIdleAsync(world, host);
        (await world.RowsAsync()).Should().ContainSingle(r => r.State == SandboxMemberState.Paused);
        world.Provider.SnapshotIds.Should().HaveCount(2);
        world.Provider.Before = (_, _) => Task.CompletedTask;

        await PoolClock.PassAsync(world, host, s_twoSightings, TimeSpan.FromSeconds(30));

        world.Provider.SnapshotIds.Should().Equal((await world.RowsAsync()).Single().FindSnapshot()!.Value.Value);
    }

    [Fact]
    public async Task Snapshot_OfAnotherDeploymentOrPoolOrOfNoPool_IsNeverDeleted()
    {
        using PoolWorld world = NewWorld();
        PoolHost host = world.NewHost();
        await PausedAsync(world, host);
        Dictionary<string, string> labels = await host.Definition.Labels.OfAsync("node", null, default);
        SandboxId sandbox = world.Provider.Living.Single().Id;
        foreach (string name in (string[])["own", "cbmt_node_1-0-0_0123456789abcdef_0123456789abcdef0123456789abcdef", Foreign(PoolLabels.Deployment), Foreign(PoolLabels.Pool), Foreign(PoolLabels.Account)])
        {
            await world.Provider.SnapshotAsync(sandbox, new SandboxSnapshotRequest { Name = name }, default);
        }

        await PoolClock.PassAsync(world, host, s_twoSightings, TimeSpan.FromSeconds(30));

        world.Provider.SnapshotIds.Should().HaveCount(6);

        string Foreign(string label) =>
            new OwnSnapshotName(OwnSnapshotName.ScopeOf(new Dictionary<string, string>(labels) { [label] = "other" }), "sbm-forgotten", "abcdefgh").ToString();
    }

    [Fact]
    public async Task Lists_ThatFail_ClearNobody()
    {
        using PoolWorld world = NewWorld();
        PoolHost host = world.NewHost();
        int lost = 0;
        world.Provider.After = (action, _) => action == "snapshot" && lost++ == 0 ? throw Silence() : Task.CompletedTask;
        await PausedAsync(world, host);
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(30));
        world.Provider.Before = (action, _) => action == "list snapshots" ? throw Silence() : Task.CompletedTask;
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(60), TimeSpan.FromSeconds(30));
        world.Provider.SnapshotIds.Should().HaveCount(2);
        world.Provider.Before = (_, _) => Task.CompletedTask;

        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(12), TimeSpan.FromSeconds(30));

        world.Provider.SnapshotIds.Should().ContainSingle("it was seen an hour ago, and is seen again");
    }

    [Fact]
    public async Task Provider_WhoseListsShowNoNames_IsNotAsked()
    {
        using PoolWorld world = NewWorld();
        world.Provider.Capabilities &= ~SandboxCapabilities.SnapshotNames;
        PoolHost host = world.NewHost();
        bool isAsked = false;
        world.Provider.Before = (action, _) =>
        {
            isAsked |= action == "list snapshots";
            return Task.CompletedTask;
        };

        await PausedAsync(world, host);
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(30));

        isAsked.Should().BeFalse();
        world.Provider.SnapshotIds.Should().ContainSingle();
    }

    [Fact]
    public async Task Provider_ThatTurnsOutToHaveNoList_IsNotAskedAgainAndEachPoolSaysSoOnce()
    {
        using CapturingLoggerProvider logs = new();
        using ILoggerFactory loggers = LoggerFactory.Create(l => l.AddProvider(logs));
        using PoolWorld world = NewWorld();
        world.Loggers = loggers;
        PoolHost host = world.NewHost("host-a"), other = world.NewHost("host-b");
        int asked = 0;
        world.Provider.Before = (action, _) =>
        {
            if (action == "list snapshots")
            {
                asked++;
                throw new NotSupportedException("It has no list of snapshots.");
            }

            return Task.CompletedTask;
        };

        await PausedAsync(world, host);
        await PoolClock.PassAsync(world, host, s_twoSightings, TimeSpan.FromSeconds(30));
        await PoolClock.PassAsync(world, other, TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(30));

        asked.Should().Be(2, "each host's pool finds it out for itself, and then knows it");
        logs.Lines.Where(l => l.Contains("has no list of snapshots: one that no row names is not found", StringComparison.Ordinal)).Should().HaveCount(2);
        logs.Lines.Should().NotContain(l => l.Contains("did not get through", StringComparison.Ordinal));
        world.Provider.SnapshotIds.Should().ContainSingle("snapshots are still taken");
    }

    [Fact]
    public async Task Provider_WhoseListFails_IsAskedAgainInEachSweep()
    {
        using PoolWorld world = NewWorld();
        PoolHost host = world.NewHost();
        int asked = 0;
        world.Provider.Before = (action, _) => action == "list snapshots" && asked++ >= 0 ? throw Silence() : Task.CompletedTask;

        await PausedAsync(world, host);
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(60), TimeSpan.FromSeconds(30));

        asked.Should().BeGreaterThan(3, "an error says nothing about the list");
    }

    [Theory]
    [InlineData("cbmp_0123456789abcdef_sbm-abc234_zyxw7654")]
    [InlineData("team/cbmp_0123456789abcdef_sbm-abc234_zyxw7654:default")]
    public void Name_IsFoundInWhatAProviderMakesOfIt(string text) =>
        OwnSnapshotName.Find(text).Should().Be(new OwnSnapshotName("0123456789abcdef", "sbm-abc234", "zyxw7654"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("my-cbmp_0123456789abcdef_sbm-abc234_zyxw7654")]
    [InlineData("cbmp_0123456789abcdef_sbm-abc234_zyxw7654-copy")]
    public void Name_ThatIsNoneOfOurs_IsNotFound(string? text) => OwnSnapshotName.Find(text).Should().BeNull();

    private static PoolWorld NewWorld() => new() { Options = { WarmTarget = 0, SnapshotOnPause = true } };

    private static async Task<TenantId> IdleAsync(PoolWorld world, PoolHost host)
    {
        TenantId tenant = await world.NewTenantAsync();
        await (await host.AcquireAsync(tenant)).DisposeAsync();
        await PoolClock.PassIdleAsync(world, host);
        return tenant;
    }

    private static async Task<TenantId> PausedAsync(PoolWorld world, PoolHost host)
    {
        TenantId tenant = await IdleAsync(world, host);
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(5));
        (await world.RowsAsync()).Should().ContainSingle().Which.State.Should().Be(SandboxMemberState.Paused);
        return tenant;
    }

    private static CloudUnavailableException Silence() => new("no answer", FakePoolProvider.Details("NoAnswer", CloudEffect.Unknown, isTransient: true));
}
