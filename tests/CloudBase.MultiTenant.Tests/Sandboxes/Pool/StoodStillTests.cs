using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>Hosts that stand still in the midst of a call, and go on when another has had their rows for long. Each was found by a seeded schedule.</summary>
public sealed class StoodStillTests
{
    private static readonly TimeSpan s_longEnough = TimeSpan.FromHours(1);

    [Fact]
    public async Task Start_OfAHostThatStoodStillAfterItsRow_IsNotSent()
    {
        using PoolWorld world = new();
        world.Options.WarmTarget = 0;
        TenantId tenant = await world.NewTenantAsync();
        PoolHost host = world.NewHost("host-a", Intercepted<IMultiTenantStore>.Wrap(world.Store, (method, arguments) =>
            method == nameof(IMultiTenantStore.CommitAsync) && ((ChangeSet)arguments[0]!).Changes is [StoreChange.InsertSandboxMember] ? InsertAndStandStillAsync((ChangeSet)arguments[0]!) : null));

        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<SandboxPoolExhaustedException>();

        world.Provider.Sandboxes.Should().BeEmpty("by then its place may be another's");

        async ValueTask<CommitResult> InsertAndStandStillAsync(ChangeSet changes)
        {
            CommitResult result = await world.Store.CommitAsync(changes, default);
            world.Time.Advance(s_longEnough);
            return result;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_WhoseRowAnotherHasMeanwhile_IsStoppedThoughNoListShowsItYet(bool isGone)
    {
        using PoolWorld world = new();
        world.Options.WarmTarget = 0;
        world.Provider.ListLag = s_longEnough;
        TenantId tenant = await world.NewTenantAsync();
        PoolHost host = world.NewHost();
        world.Provider.After = async (action, _) =>
        {
            if (action != "start")
            {
                return;
            }

            SandboxMember row = (await world.RowsAsync()).Single();
            StoreChange change = isGone ? new StoreChange.DeleteSandboxMember(row) : new StoreChange.UpdateSandboxMember(row with { State = SandboxMemberState.Stopping, Owner = "host-b" });
            (await world.Store.CommitAsync(ChangeSet.Of(change), default)).IsCommitted.Should().BeTrue();
        };

        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<SandboxBindException>();

        world.Provider.Sandboxes.Should().ContainSingle();
        world.Provider.Living.Should().BeEmpty();
        (await world.RowsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Restore_WhoseRowTheReaperSettledMeanwhile_LeavesItPausedAndUncounted()
    {
        using PoolWorld world = new();
        (world.Options.WarmTarget, world.Options.MaxTotal) = (0, 1);
        TenantId tenant = await world.NewTenantAsync(), other = await world.NewTenantAsync();
        PoolHost alive = world.NewHost("host-b");
        await (await alive.AcquireAsync(tenant)).DisposeAsync();
        await PoolClock.PassIdleAsync(world, alive);
        PoolHost host = world.NewHost("host-a", Intercepted<IMultiTenantStore>.Wrap(world.Store, (method, arguments) =>
            method == nameof(IMultiTenantStore.FindSandboxMemberAsync) ? StandStillAndFindAsync((CloudAccountName)arguments[0]!, (string)arguments[1]!) : null));
        world.Provider.Before = (action, _) => action == "resume"
            ? throw new CloudUnavailableException("no answer", FakePoolProvider.Details("NoAnswer", CloudEffect.Unknown, isTransient: true))
            : Task.CompletedTask;

        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<CloudUnavailableException>();

        IReadOnlyList<SandboxMember> rows = await world.RowsAsync();
        rows.Count(r => r.State != SandboxMemberState.Paused).Should().Be(1, "one is the ceiling");
        world.Provider.Running.Should().ContainSingle();

        async ValueTask<SandboxMember?> StandStillAndFindAsync(CloudAccountName account, string id)
        {
            await PoolClock.PassAsync(world, alive, TimeSpan.FromMinutes(4));
            await alive.AcquireAsync(other);
            return await world.Store.FindSandboxMemberAsync(account, id, default);
        }
    }

    [Fact]
    public void Wait_ForLessThanAMillisecond_IsAWaitAndNotNone()
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();

        Task waiting = host.Parts.WaitAsync(TimeSpan.FromMilliseconds(500), TimeSpan.FromTicks(1), default);

        waiting.IsCompleted.Should().BeFalse("who waits in a loop would ask without end until the clock moves");
        world.Time.Advance(TimeSpan.FromMilliseconds(1));
        waiting.IsCompleted.Should().BeTrue();
    }
}
