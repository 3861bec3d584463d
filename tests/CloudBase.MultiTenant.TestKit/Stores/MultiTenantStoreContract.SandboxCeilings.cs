using CloudBase.MultiTenant.Ports;
using FluentAssertions;
using Xunit;
using static CloudBase.MultiTenant.TestKit.Stores.PoolSamples;
using static CloudBase.MultiTenant.TestKit.Stores.StoreSamples;

namespace CloudBase.MultiTenant.TestKit.Stores;

/// <summary>Ceilings of sandboxes: what is counted, and that no race passes one.</summary>
public abstract partial class MultiTenantStoreContract
{
    [Fact]
    public async Task PoolTotal_CountsWhatIsNotPausedInThisPool()
    {
        var two = new SandboxCeilings { PoolTotal = 2 };
        await Store.MustCommitAsync(
            Insert(Sandbox("m-1"), two), Insert(Sandbox("paused", SandboxMemberState.Paused, "a"), two), Insert(Sandbox("elsewhere", pool: "python"), two),
            Insert(Sandbox("other") with { Account = CloudAccountName.Parse("other") }, two), Insert(Sandbox("m-2", SandboxMemberState.Leased, "a"), two));

        await MustPassAsync(Insert(Sandbox("m-3"), two), StoreCeiling.PoolTotal);
        await MustPassAsync(
            new StoreChange.UpdateSandboxMember(Sandbox("paused", SandboxMemberState.Restoring, "a") with { Version = 1 }, two), StoreCeiling.PoolTotal);
        await Store.MustCommitAsync(Insert(Sandbox("m-4", SandboxMemberState.Paused, "a"), two));
        await Store.MustCommitAsync(
            new StoreChange.UpdateSandboxMember(Sandbox("m-2", SandboxMemberState.Paused, "a") with { Version = 1 }, two),
            new StoreChange.UpdateSandboxMember(Sandbox("paused", SandboxMemberState.Restoring, "a") with { Version = 1 }, two));
        await Store.MustCommitAsync(Insert(Sandbox("m-3"), new SandboxCeilings()), Insert(Sandbox("m-5")));
    }

    [Fact]
    public async Task Row_WithWhatIsCountedWithIt_IsWrittenOnlyWhereAllOfThatStands()
    {
        await Store.MustCommitAsync(Insert(Sandbox("kept", SandboxMemberState.Paused, "a")), new StoreChange.PutSharedRecord(Shared("time")));
        StoreChange row = Insert(Sandbox("m-1", SandboxMemberState.Creating, "a"), new SandboxCeilings { TenantTotal = 2 });
        StoreChange.UpdateSandboxMember beside = new(Sandbox("kept", SandboxMemberState.Paused, "a") with { Version = 1 });
        StoreChange.PutSharedRecord time = new(Shared("time", value: "more") with { Version = 1 });

        (await Store.CommitAsync(ChangeSet.Of(row, beside, time with { Record = time.Record with { Version = 2 } }), None)).Refused.Should().BeOfType<StoreChange.PutSharedRecord>("who wrote it has to tell it from a lost row");
        (await Store.CommitAsync(ChangeSet.Of(row, beside with { Member = beside.Member with { Version = 2 } }, time), None)).Refused.Should().Be(beside with { Member = beside.Member with { Version = 2 } });
        (await Store.FindSandboxMemberAsync(Account, "m-1", None)).Should().BeNull();
        await Store.MustCommitAsync(row, beside, time);
        (await Store.FindSharedRecordAsync(Account, time.Record.Kind, "time", None))!.Data.Should().Be(time.Record.Data);
    }

    [Fact]
    public async Task PoolNeutral_CountsRowsWithoutATenantOfTheTemplate()
    {
        var one = new SandboxCeilings { PoolNeutral = 1 };
        await Store.MustCommitAsync(
            Insert(Sandbox("m-1", SandboxMemberState.Creating), one), Insert(Sandbox("m-2") with { Template = "node@2" }, one),
            Insert(Sandbox("m-3", pool: "python"), one), Insert(Sandbox("m-4", SandboxMemberState.Leased, "a"), one),
            Insert(Sandbox("m-6", SandboxMemberState.Stopping), one));

        await MustPassAsync(Insert(Sandbox("m-5"), one), StoreCeiling.PoolNeutral);
        await Store.MustCommitAsync(new StoreChange.UpdateSandboxMember(Sandbox("m-1", SandboxMemberState.Binding, "a") with { Version = 1 }, one));
        await Store.MustCommitAsync(Insert(Sandbox("m-5"), one));
    }

    [Fact]
    public async Task TenantCeilings_CountAllPoolsAndGenerationsOfTheTenant()
    {
        await Store.MustCommitAsync(
            Insert(Sandbox("m-1", SandboxMemberState.Leased, "a")), Insert(Sandbox("m-2", SandboxMemberState.Idle, "a", "python") with { Tenant = Key("a", 2) }),
            Insert(Sandbox("m-3", SandboxMemberState.Paused, "a") with { PausedBytes = 5_000_000_000 }), Insert(Sandbox("m-4", SandboxMemberState.Leased, "A")),
            Insert(Sandbox("m-5", SandboxMemberState.Paused) with { Account = CloudAccountName.Parse("other"), Tenant = Key("a", account: "other") }));
        SandboxMember next = Sandbox("m-6", SandboxMemberState.Creating, "a") with { PausedBytes = 1 };

        await MustPassAsync(Insert(next, new SandboxCeilings { TenantRunning = 2 }), StoreCeiling.TenantRunning);
        await MustPassAsync(Insert(next, new SandboxCeilings { TenantTotal = 3 }), StoreCeiling.TenantTotal);
        await MustPassAsync(Insert(next, new SandboxCeilings { TenantPausedBytes = 5_000_000_000 }), StoreCeiling.TenantPausedBytes);
        await MustPassAsync(
            new StoreChange.UpdateSandboxMember(Sandbox("m-3", SandboxMemberState.Restoring, "a") with { Version = 1 }, new SandboxCeilings { TenantRunning = 2 }),
            StoreCeiling.TenantRunning);
        await Store.MustCommitAsync(Insert(Sandbox("m-7"), new SandboxCeilings { TenantRunning = 0, TenantTotal = 0, TenantPausedBytes = 0 }));
        await Store.MustCommitAsync(Insert(next, new SandboxCeilings { TenantRunning = 3, TenantTotal = 4, TenantPausedBytes = 5_000_000_001 }));
    }

    [Fact]
    public async Task Ceiling_CountsWhatTheSameSetMakes_AndARefusalMakesNothing()
    {
        var two = new SandboxCeilings { PoolTotal = 2 };
        StoreChange third = Insert(Sandbox("m-3"), two);

        CommitResult result = await Store.CommitAsync(
            Insert(Sandbox("m-1"), two), new StoreChange.InsertTenant(Tenant(Key("a"), 1)), Insert(Sandbox("m-2"), two), Insert(Pooled("e-1")),
            new StoreChange.PutSharedRecord(Shared("node")), third);

        result.Refused.Should().BeSameAs(third);
        result.Ceiling.Should().Be(StoreCeiling.PoolTotal);
        (await ReadAsync(new())).Should().BeEmpty();
        (await Store.CountSandboxMembersAsync(Account, "node", None)).Should().BeEmpty();
        (await Store.FindTenantAsync(Key("a"), None)).Should().BeNull();
        (await Store.FindPooledEnvironmentAsync(Account, "e-1", None)).Should().BeNull();
        (await Store.FindSharedRecordAsync(Account, "template-breaker", "node", None)).Should().BeNull();
        await Store.MustCommitAsync(Insert(Sandbox("m-1"), two), Insert(Sandbox("m-2"), two), new StoreChange.DeleteSandboxMember(Sandbox("m-1") with { Version = 1 }), third);
    }

    [Theory]
    [InlineData(StoreCeiling.PoolTotal)]
    [InlineData(StoreCeiling.PoolNeutral)]
    [InlineData(StoreCeiling.TenantRunning)]
    [InlineData(StoreCeiling.TenantTotal)]
    [InlineData(StoreCeiling.TenantPausedBytes)]
    public async Task Ceiling_SixtyFourRaceForFivePlaces_FiveGetOne(StoreCeiling ceiling)
    {
        IMultiTenantStore[] hosts = [Store, await ReopenAsync()];
        (SandboxCeilings ceilings, string? tenant) = ceiling switch
        {
            StoreCeiling.PoolTotal => (new SandboxCeilings { PoolTotal = 5 }, (string?)null),
            StoreCeiling.PoolNeutral => (new SandboxCeilings { PoolNeutral = 5 }, null),
            StoreCeiling.TenantRunning => (new SandboxCeilings { TenantRunning = 5 }, "a"),
            StoreCeiling.TenantTotal => (new SandboxCeilings { TenantTotal = 5 }, "a"),
            _ => (new SandboxCeilings { TenantPausedBytes = 5_000_000_000 }, "a"),
        };

        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () => await hosts[i % 2].CommitAsync(
            Insert(Sandbox($"m-{i:D2}", SandboxMemberState.Creating, tenant) with { PausedBytes = 1_000_000_000 }, ceilings)))));

        results.Count(r => r.IsCommitted).Should().Be(5);
        results.Where(r => !r.IsCommitted).Should().OnlyContain(r => r.Ceiling == ceiling);
        (await ReadAsync(new())).Should().HaveCount(5);
    }

    private async Task MustPassAsync(StoreChange refused, StoreCeiling ceiling)
    {
        CommitResult result = await Store.CommitAsync(refused);
        result.IsCommitted.Should().BeFalse();
        result.Ceiling.Should().Be(ceiling, result.Reason);
        result.Reason.Should().Contain("ceiling");
    }
}
