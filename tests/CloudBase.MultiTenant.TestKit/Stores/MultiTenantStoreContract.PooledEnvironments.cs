using CloudBase.MultiTenant.Ports;
using FluentAssertions;
using Xunit;
using static CloudBase.MultiTenant.TestKit.Stores.PoolSamples;
using static CloudBase.MultiTenant.TestKit.Stores.StoreSamples;

namespace CloudBase.MultiTenant.TestKit.Stores;

/// <summary>Rows of pooled environments: what is bought stays, and goes to one tenant.</summary>
public abstract partial class MultiTenantStoreContract
{
    [Fact]
    public async Task PooledEnvironment_EveryMember_ComesBackAsItWas()
    {
        PooledEnvironment member = PoolSamples.Filled(Pooled("e-1", PooledEnvironmentState.Claimed));
        await Store.MustCommitAsync(Insert(member with { Version = 9 }), Insert(Pooled("e-2")));
        IMultiTenantStore other = await ReopenAsync();

        (await other.FindPooledEnvironmentAsync(Account, "e-1", None)).Should().Be(member with { Version = 1 });
        (await other.FindPooledEnvironmentAsync(Account, "e-2", None)).Should().Be(Pooled("e-2") with { Version = 1 });
        (await other.FindPooledEnvironmentAsync(Account, "E-2", None)).Should().BeNull();
        (await other.FindPooledEnvironmentAsync(CloudAccountName.Parse("other"), "e-1", None)).Should().BeNull();
        await other.MustCommitAsync(new StoreChange.UpdatePooledEnvironment(member with { Version = 1, Owner = null, Reason = null, FilledAt = null }));
        (await Store.FindPooledEnvironmentAsync(Account, "e-1", None)).Should().Be(member with { Version = 2, Owner = null, Reason = null, FilledAt = null });
    }

    [Fact]
    public async Task InsertPooledEnvironment_IdTakenOrCeilingReached_IsRefused()
    {
        await Store.MustCommitAsync(
            Insert(Pooled("e-1", PooledEnvironmentState.Creating), 2), Insert(Pooled("e-2", PooledEnvironmentState.Failed), 2),
            Insert(Pooled("e-3", PooledEnvironmentState.Claimed), 2), Insert(Pooled("e-4", PooledEnvironmentState.Removed), 2), Insert(Pooled("e-5", pool: "large"), 2));

        await MustRefuseAsync(Insert(Pooled("e-1", pool: "large")), "already");
        await MustPassAsync(Insert(Pooled("e-6"), 2), StoreCeiling.PoolTotal);
        await Store.MustCommitAsync(new StoreChange.UpdatePooledEnvironment(Pooled("e-1", PooledEnvironmentState.Removed) with { Version = 1 }));
        await Store.MustCommitAsync(Insert(Pooled("e-6", PooledEnvironmentState.Parked), 2));
        await MustPassAsync(Insert(Pooled("e-7"), 2), StoreCeiling.PoolTotal);
    }

    [Fact]
    public async Task UpdatePooledEnvironment_OtherVersionOrLowerFence_IsRefused()
    {
        PooledEnvironment member = Pooled("e-1") with { Fence = 5 };
        await MustRefuseAsync(new StoreChange.UpdatePooledEnvironment(member), "version 0");
        await Store.MustCommitAsync(Insert(member));

        await MustRefuseAsync(new StoreChange.UpdatePooledEnvironment(member), "version 1");
        await MustRefuseAsync(new StoreChange.UpdatePooledEnvironment(member with { Version = 2 }), "version 1");
        await MustRefuseAsync(new StoreChange.UpdatePooledEnvironment(member with { Version = 1, Fence = 4 }), "fence 5");
        await Store.MustCommitAsync(new StoreChange.UpdatePooledEnvironment(member with { Version = 1, Fence = 6 }));
    }

    [Fact]
    public async Task UpdatePooledEnvironment_TenantGivenOnce_IsNeverReplacedOrRemoved()
    {
        PooledEnvironment claimed = Pooled("e-1", PooledEnvironmentState.Claimed) with { Tenant = Key("a") };
        await Store.MustCommitAsync(Insert(claimed with { Tenant = null }), new StoreChange.UpdatePooledEnvironment(claimed with { Version = 1 }));
        foreach (TenantKey? other in (TenantKey?[])[null, Key("b"), Key("A"), Key("a", 2), Key("a", 1, "test")])
        {
            await MustRefuseAsync(new StoreChange.UpdatePooledEnvironment(claimed with { Version = 2, Tenant = other }), "the tenant's 'a'");
        }

        (await Store.FindPooledEnvironmentAsync(Account, "e-1", None)).Should().Be(claimed with { Version = 2 });
    }

    [Fact]
    public async Task UpdatePooledEnvironment_EnvironmentKnownOnce_IsNeverLostOrChangedWhateverTheState()
    {
        EnvironmentId environment = EnvironmentId.Parse("env-a");
        PooledEnvironment bought = Pooled("e-1") with { Environment = environment };
        await Store.MustCommitAsync(Insert(bought with { Environment = null }), new StoreChange.UpdatePooledEnvironment(bought with { Version = 1 }));
        foreach (EnvironmentId? other in (EnvironmentId?[])[null, EnvironmentId.Parse("env-b"), EnvironmentId.Parse("ENV-A")])
        {
            await MustRefuseAsync(
                new StoreChange.UpdatePooledEnvironment(bought with { Version = 2, Environment = other, State = PooledEnvironmentState.Failed }), "'env-a', which stays");
        }

        (await Store.FindPooledEnvironmentAsync(Account, "e-1", None)).Should().Be(bought with { Version = 2 });
    }

    [Fact]
    public async Task PooledEnvironment_EnvironmentOfAnotherRow_IsRefused()
    {
        PooledEnvironment first = Pooled("e-1") with { Environment = EnvironmentId.Parse("env-a") };
        await Store.MustCommitAsync(Insert(first), Insert(Pooled("e-2")), Insert(Pooled("e-3") with { Environment = EnvironmentId.Parse("ENV-A") }));

        await MustRefuseAsync(Insert(Pooled("e-4") with { Environment = first.Environment }), "row 'e-1' already");
        await MustRefuseAsync(new StoreChange.UpdatePooledEnvironment(Pooled("e-2") with { Version = 1, Environment = first.Environment }), "row 'e-1' already");
        await Store.MustCommitAsync(Insert(first with { Account = CloudAccountName.Parse("other"), Subject = Key("pool/e-1", account: "other") }));
    }

    [Fact]
    public async Task ReadPooledEnvironments_EachFilter_NarrowsInItsOrder()
    {
        EnvironmentId environment = EnvironmentId.Parse("env-a");
        await Store.MustCommitAsync(
            Insert(Pooled("e-1") with { FilledAt = Now.AddTicks(2), DueAt = Now, Environment = environment }),
            Insert(Pooled("e-2") with { FilledAt = Now.AddTicks(1), CreatedAt = Now.AddTicks(9), DueAt = Now.AddTicks(1) }),
            Insert(Pooled("e-4") with { FilledAt = Now.AddTicks(1), DueAt = Now.AddTicks(-1) }),
            Insert(Pooled("e-3") with { FilledAt = Now.AddTicks(1), Shape = "other" }),
            Insert(Pooled("e-5", PooledEnvironmentState.Creating) with { CreatedAt = Now.AddTicks(-1) }),
            Insert(Pooled("e-6", pool: "large") with { FilledAt = Now }));

        (await ReadAsync(new())).Should().Equal("e-6", "e-3", "e-4", "e-2", "e-1", "e-5");
        (await ReadAsync(new() { Pool = "small", States = [PooledEnvironmentState.Ready] }, 3)).Should().Equal("e-3", "e-4", "e-2");
        (await ReadAsync(new() { Pool = "small", States = [PooledEnvironmentState.Ready, PooledEnvironmentState.Creating], Shape = "other" }, 1)).Should().Equal("e-3");
        (await ReadAsync(new() { Shape = "other" })).Should().Equal("e-3");
        (await ReadAsync(new() { Environment = environment })).Should().Equal("e-1");
        (await ReadAsync(new() { Environment = environment, DueBefore = Now.AddTicks(-1) })).Should().BeEmpty();
        (await ReadAsync(new() { Environment = environment, DueBefore = Now, Pool = "large" })).Should().BeEmpty();
        (await ReadAsync(new() { Environment = EnvironmentId.Parse("ENV-A") })).Should().BeEmpty();
        (await ReadAsync(new() { DueBefore = Now.AddTicks(1) })).Should().Equal("e-4", "e-1", "e-2");
        (await Store.CountPooledEnvironmentsAsync(Account, "small", None)).Should().BeEquivalentTo([
            new PooledEnvironmentCount(Pooled("e").Shape, PooledEnvironmentState.Ready, 3), new PooledEnvironmentCount("other", PooledEnvironmentState.Ready, 1),
            new PooledEnvironmentCount(Pooled("e").Shape, PooledEnvironmentState.Creating, 1)]);
        Func<Task> none = async () => await ReadAsync(new(), 0);
        await none.Should().ThrowAsync<ArgumentOutOfRangeException>();

        async Task<IEnumerable<string>> ReadAsync(PooledEnvironmentQuery query, int max = 100) =>
            (await Store.ReadPooledEnvironmentsAsync(Account, query, max, None)).Select(m => m.Id);
    }

    [Fact]
    public async Task PooledEnvironment_SixtyFourClaimsOfOneRow_HaveOneWinner()
    {
        IMultiTenantStore[] hosts = [Store, await ReopenAsync()];
        EnvironmentId environment = EnvironmentId.Parse("env-a");
        PooledEnvironment read = Pooled("e-1") with { Environment = environment };
        await Store.MustCommitAsync(Insert(read));

        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () => await hosts[i % 2].CommitAsync(
            new StoreChange.UpdatePooledEnvironment(read with { Version = 1, State = PooledEnvironmentState.Claimed, Tenant = Key($"t{i}"), Fence = 1 }),
            new StoreChange.BindEnvironment(new EnvironmentBinding(environment, Key($"t{i}"), Now))))));

        int winner = Array.FindIndex(results, r => r.IsCommitted);
        results.Count(r => r.IsCommitted).Should().Be(1);
        (await Store.FindPooledEnvironmentAsync(Account, "e-1", None))!.Tenant.Should().Be(Key($"t{winner}"));
        (await Store.FindBindingAsync(Account, environment, None))!.Tenant.Should().Be(Key($"t{winner}"));
    }

    [Fact]
    public async Task PooledEnvironment_SixtyFourRaceForFivePlaces_FiveGetOne()
    {
        IMultiTenantStore[] hosts = [Store, await ReopenAsync()];
        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
            await hosts[i % 2].CommitAsync(Insert(Pooled($"e-{i:D2}", PooledEnvironmentState.Creating), 5)))));

        results.Count(r => r.IsCommitted).Should().Be(5);
        results.Where(r => !r.IsCommitted).Should().OnlyContain(r => r.Ceiling == StoreCeiling.PoolTotal);
        (await Store.CountPooledEnvironmentsAsync(Account, "small", None)).Sum(c => c.Count).Should().Be(5);
    }
}
