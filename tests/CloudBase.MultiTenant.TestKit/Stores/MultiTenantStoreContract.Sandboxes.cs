using CloudBase.MultiTenant.Ports;
using FluentAssertions;
using Xunit;
using static CloudBase.MultiTenant.TestKit.Stores.PoolSamples;
using static CloudBase.MultiTenant.TestKit.Stores.StoreSamples;

namespace CloudBase.MultiTenant.TestKit.Stores;

/// <summary>Rows of sandboxes: what is refused, and in which order they are read.</summary>
public abstract partial class MultiTenantStoreContract
{
    [Fact]
    public async Task SandboxMember_EveryMember_ComesBackAsItWas()
    {
        SandboxMember member = PoolSamples.Filled(Sandbox("m-1", SandboxMemberState.Paused));
        await Store.MustCommitAsync(Insert(member with { Version = 9 }), Insert(Sandbox("m-2")));
        IMultiTenantStore other = await ReopenAsync();

        (await other.FindSandboxMemberAsync(Account, "m-1", None)).Should().Be(member with { Version = 1 });
        (await other.FindSandboxMemberAsync(Account, "m-2", None)).Should().Be(Sandbox("m-2") with { Version = 1 });
        (await other.FindSandboxMemberAsync(Account, "m-3", None)).Should().BeNull();
        (await other.FindSandboxMemberAsync(CloudAccountName.Parse("other"), "m-1", None)).Should().BeNull();
        await other.MustCommitAsync(new StoreChange.UpdateSandboxMember(member with { Version = 1, Sandbox = null, Owner = null, LeaseExpiresAt = null }));
        (await Store.FindSandboxMemberAsync(Account, "m-1", None)).Should().Be(member with { Version = 2, Sandbox = null, Owner = null, LeaseExpiresAt = null });
    }

    [Fact]
    public async Task InsertSandboxMember_IdTaken_IsRefusedEvenInAnotherPool()
    {
        await Store.MustCommitAsync(Insert(Sandbox("m-1")));

        await MustRefuseAsync(Insert(Sandbox("m-1", pool: "python")), "already");
        await Store.MustCommitAsync(Insert(Sandbox("m-1") with { Account = CloudAccountName.Parse("other") }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task SandboxMember_OtherVersion_IsRefused(long version)
    {
        await MustRefuseAsync(new StoreChange.UpdateSandboxMember(Sandbox("m-1") with { Version = version }), "version 0");
        await MustRefuseAsync(new StoreChange.DeleteSandboxMember(Sandbox("m-1") with { Version = version }), "version 0");
        await Store.MustCommitAsync(Insert(Sandbox("m-1")));

        await MustRefuseAsync(new StoreChange.UpdateSandboxMember(Sandbox("m-1") with { Version = version }), "version 1");
        await MustRefuseAsync(new StoreChange.DeleteSandboxMember(Sandbox("m-1") with { Version = version }), "version 1");
        await Store.MustCommitAsync(new StoreChange.DeleteSandboxMember(Sandbox("m-1") with { Version = 1 }));
        (await Store.FindSandboxMemberAsync(Account, "m-1", None)).Should().BeNull();
    }

    [Fact]
    public async Task UpdateSandboxMember_LowerIncarnation_IsRefusedEvenWithTheRightVersion()
    {
        SandboxMember member = Sandbox("m-1", SandboxMemberState.Leased, "a") with { Incarnation = 5 };
        await Store.MustCommitAsync(Insert(member));

        await MustRefuseAsync(new StoreChange.UpdateSandboxMember(member with { Version = 1, Incarnation = 4 }), "incarnation 5");
        await Store.MustCommitAsync(new StoreChange.UpdateSandboxMember(member with { Version = 1, Incarnation = 6 }));
        (await Store.FindSandboxMemberAsync(Account, "m-1", None)).Should().Be(member with { Version = 2, Incarnation = 6 });
    }

    [Fact]
    public async Task UpdateSandboxMember_TenantGivenOnce_IsNeverReplacedOrRemoved()
    {
        await Store.MustCommitAsync(Insert(Sandbox("m-1")));
        SandboxMember bound = Sandbox("m-1", SandboxMemberState.Binding, "a") with { Version = 1 };
        await Store.MustCommitAsync(new StoreChange.UpdateSandboxMember(bound));
        foreach (TenantKey? other in (TenantKey?[])[null, Key("b"), Key("A"), Key("a", 2), Key("a", 1, "test")])
        {
            await MustRefuseAsync(new StoreChange.UpdateSandboxMember(bound with { Version = 2, Tenant = other }), "the tenant's 'a'");
        }

        (await Store.FindSandboxMemberAsync(Account, "m-1", None)).Should().Be(bound with { Version = 2 });
        await Store.MustCommitAsync(new StoreChange.UpdateSandboxMember(bound with { Version = 2, State = SandboxMemberState.Stopping }));
    }

    [Theory]
    [InlineData(SandboxMemberState.Leased)]
    [InlineData(SandboxMemberState.Stopping)]
    public async Task UpdateSandboxMember_TenantGivenInAnyState_StaysWhatItIs(SandboxMemberState state)
    {
        await Store.MustCommitAsync(Insert(Sandbox("m-1")));
        SandboxMember owned = Sandbox("m-1", state, "a") with { Version = 1 };

        await Store.MustCommitAsync(new StoreChange.UpdateSandboxMember(owned));
        await Store.MustCommitAsync(new StoreChange.UpdateSandboxMember(owned with { Version = 2, Owner = "host-2" }));

        (await Store.FindSandboxMemberAsync(Account, "m-1", None)).Should().Be(owned with { Version = 3, Owner = "host-2" });
        await MustRefuseAsync(new StoreChange.UpdateSandboxMember(owned with { Version = 3, Tenant = Key("b") }), "the tenant's 'a'");
        (await Store.ReadSandboxMembersAsync(Account, new SandboxMemberQuery { Tenant = Key("a").Tenant }, 9, None)).Should().ContainSingle();
    }

    [Fact]
    public async Task FindTenantStanding_TellsOfSandboxesOfThatTenantAndAccountAlone()
    {
        Tenant tenant = Tenant(Key("a"), 1);
        await Store.MustCommitAsync(new StoreChange.InsertTenant(tenant), new StoreChange.InsertTenant(Tenant(Key("A"), 2)));
        SandboxMember[] others = [Sandbox("m-1"), Sandbox("m-2", SandboxMemberState.Leased, "b"), Sandbox("m-3", SandboxMemberState.Paused, "A")];
        await Store.MustCommitAsync([.. others.Select(o => Insert(o))]);
        TenantKey abroad = Key("a") with { Account = CloudAccountName.Parse("other") };
        await Store.MustCommitAsync(Insert(Sandbox("m-4", SandboxMemberState.Leased) with { Account = abroad.Account, Tenant = abroad }));

        TenantStanding standing = await Store.FindTenantStandingAsync(Key("a"), None);
        standing.Tenant.Should().BeEquivalentTo(tenant with { Version = 1 });
        standing.MayHaveSandboxes.Should().BeFalse();
        (await Store.FindTenantStandingAsync(Key("A"), None)).MayHaveSandboxes.Should().BeTrue();
        (await Store.FindTenantStandingAsync(Key("c"), None)).Tenant.Should().BeNull();
        (await Store.FindTenantStandingAsync(Key("a", 2), None)).Tenant.Should().BeNull();

        // Whatever its pool, state, environment and generation: what is asked for is where to look, and not what is found.
        foreach (SandboxMember own in (SandboxMember[])[Sandbox("m-5", SandboxMemberState.Paused, "a", pool: "python"), Sandbox("m-6", SandboxMemberState.Stopping) with { Tenant = Key("a", 2, "test") }])
        {
            await Store.MustCommitAsync(Insert(own));
            (await Store.FindTenantStandingAsync(Key("a"), None)).Should().Match<TenantStanding>(s => s.MayHaveSandboxes && s.Tenant!.Key == Key("a"));
            await Store.MustCommitAsync(new StoreChange.DeleteSandboxMember(own with { Version = 1 }));
            (await Store.FindTenantStandingAsync(Key("a"), None)).MayHaveSandboxes.Should().BeFalse();
        }
    }

    [Fact]
    public async Task SandboxMember_IdsAndPoolsThatDifferInCase_AreTwo()
    {
        await Store.MustCommitAsync(Insert(Sandbox("m-a")), Insert(Sandbox("M-A", pool: "Node") with { Template = "Node@1" }));

        (await Store.FindSandboxMemberAsync(Account, "m-a", None))!.Pool.Should().Be("node");
        (await Store.FindSandboxMemberAsync(Account, "M-A", None))!.Pool.Should().Be("Node");
        (await Store.FindSandboxMemberAsync(Account, "M-a", None)).Should().BeNull();
        (await ReadAsync(new SandboxMemberQuery { Pool = "node" })).Should().Equal("m-a");
        (await ReadAsync(new SandboxMemberQuery { Template = "Node@1" })).Should().Equal("M-A");
        (await Store.CountSandboxMembersAsync(Account, "Node", None)).Should().Equal(new SandboxMemberCount("Node@1", SandboxMemberState.Ready, true, 1));
        await MustRefuseAsync(Insert(Sandbox("m-b"), new SandboxCeilings { PoolTotal = 1 }), "not paused");
    }

    [Fact]
    public async Task SandboxMember_TenantOfAnotherAccount_IsNotStored()
    {
        SandboxMember member = Sandbox("m-1") with { Tenant = Key("a", account: "other") };
        Func<Task> commit = async () => await Store.CommitAsync(new StoreChange.AppendAudit(Audit("lost")), Insert(member));

        await commit.Should().ThrowAsync<ArgumentException>().WithMessage("*'default'*'other'*");
        (await Store.ReadAuditAsync(0, 10, None)).Should().BeEmpty();
    }

    [Fact]
    public async Task ReadSandboxMembers_EachFilter_NarrowsInItsOrder()
    {
        await Store.MustCommitAsync(
            Insert(Sandbox("m-4") with { CreatedAt = Now.AddTicks(1), DueAt = Now.AddTicks(1) }),
            Insert(Sandbox("m-3") with { CreatedAt = Now.AddTicks(2), DueAt = Now }),
            Insert(Sandbox("m-2", SandboxMemberState.Creating) with { CreatedAt = Now.AddTicks(2), DueAt = Now.AddTicks(-1) }),
            Insert(Sandbox("m-1", SandboxMemberState.Idle, "a") with { CreatedAt = Now.AddTicks(3), DueAt = Now.AddTicks(-2) }),
            Insert(Sandbox("m-5", SandboxMemberState.Paused, "a", "python") with { CreatedAt = Now, Template = "python@2" }),
            Insert(Sandbox("m-6", SandboxMemberState.Paused) with { Tenant = Key("a", 2), CreatedAt = Now.AddTicks(4) }),
            Insert(Sandbox("m-7", SandboxMemberState.Paused, "A")),
            Insert(Sandbox("m-8") with { Account = CloudAccountName.Parse("other") }));

        (await ReadAsync(new())).Should().Equal("m-5", "m-7", "m-4", "m-2", "m-3", "m-1", "m-6");
        (await ReadAsync(new() { Pool = "node", States = [SandboxMemberState.Ready] })).Should().Equal("m-4", "m-3");
        (await ReadAsync(new() { Pool = "node", States = [SandboxMemberState.Ready, SandboxMemberState.Creating, SandboxMemberState.Ready] })).Should().Equal("m-4", "m-2", "m-3");
        (await ReadAsync(new() { Pool = "node", States = [SandboxMemberState.Ready, SandboxMemberState.Creating], Template = "node@1" }, 2)).Should().Equal("m-4", "m-2");
        (await ReadAsync(new() { Pool = "node", States = [SandboxMemberState.Ready], Template = "node@2" })).Should().BeEmpty();
        (await ReadAsync(new() { Tenant = TenantId.Parse("a") })).Should().Equal("m-5", "m-1", "m-6");
        (await ReadAsync(new() { Tenant = TenantId.Parse("a"), Pool = "node", States = [SandboxMemberState.Paused] })).Should().Equal("m-6");
        (await ReadAsync(new() { Template = "python@2" })).Should().Equal("m-5");
        (await ReadAsync(new() { DueBefore = Now })).Should().Equal("m-1", "m-2", "m-3");
        (await ReadAsync(new() { DueBefore = Now.AddDays(1), Pool = "node", States = [SandboxMemberState.Ready] }, 1)).Should().Equal("m-3");
        (await ReadAsync(new() { DueBefore = Now.AddDays(1), Tenant = TenantId.Parse("a"), Pool = "python" })).Should().Equal("m-5");
        Func<Task> none = async () => await ReadAsync(new(), 0);
        await none.Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task SandboxMember_AfterChanges_IsFoundAndCountedWhereItIsNow()
    {
        SandboxMember member = Sandbox("m-1");
        await Store.MustCommitAsync(Insert(member), Insert(Sandbox("m-2", SandboxMemberState.Creating)), Insert(Sandbox("m-3")));
        (await CountsAsync("node")).Should().BeEquivalentTo([("Ready", true, 2), ("Creating", true, 1)]);

        await Store.MustCommitAsync(new StoreChange.UpdateSandboxMember(
            member with { Version = 1, State = SandboxMemberState.Leased, Tenant = Key("a"), DueAt = Now.AddTicks(-1) }));
        (await CountsAsync("node")).Should().BeEquivalentTo([("Ready", true, 1), ("Creating", true, 1), ("Leased", false, 1)]);
        (await ReadAsync(new() { Pool = "node", States = [SandboxMemberState.Ready] })).Should().Equal("m-3");
        (await ReadAsync(new() { DueBefore = Now })).Should().Equal("m-1");
        (await ReadAsync(new() { Tenant = TenantId.Parse("a") })).Should().Equal("m-1");

        await Store.MustCommitAsync(new StoreChange.DeleteSandboxMember(member with { Version = 2 }));
        (await CountsAsync("node")).Should().BeEquivalentTo([("Ready", true, 1), ("Creating", true, 1)]);
        (await ReadAsync(new() { Tenant = TenantId.Parse("a") })).Should().BeEmpty();
        (await CountsAsync("python")).Should().BeEmpty();

        async Task<IEnumerable<(string, bool, int)>> CountsAsync(string pool) =>
            (await Store.CountSandboxMembersAsync(Account, pool, None)).Select(c => ($"{c.State}", c.IsNeutral, c.Count));
    }

    [Fact]
    public async Task SandboxMember_SixtyFourClaimsOfOneRow_HaveOneWinner()
    {
        IMultiTenantStore[] hosts = [Store, await ReopenAsync()];
        await Store.MustCommitAsync(Insert(Sandbox("m-1")));
        SandboxMember read = (await Store.FindSandboxMemberAsync(Account, "m-1", None))!;

        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () => await hosts[i % 2].CommitAsync(
            new StoreChange.UpdateSandboxMember(read with { State = SandboxMemberState.Binding, Tenant = Key($"t{i}"), Incarnation = 1, Owner = $"host-{i}" }),
            new StoreChange.AppendAudit(Audit($"t{i}"))))));

        int winner = Array.FindIndex(results, r => r.IsCommitted);
        results.Count(r => r.IsCommitted).Should().Be(1);
        results.Should().OnlyContain(r => r.Ceiling == null);
        (await Store.FindSandboxMemberAsync(Account, "m-1", None))!.Tenant.Should().Be(Key($"t{winner}"));
        (await Store.ReadAuditAsync(0, 100, None)).Should().ContainSingle().Which.Detail.Should().Be($"t{winner}");
    }

    private async Task<IEnumerable<string>> ReadAsync(SandboxMemberQuery query, int max = 100) =>
        (await Store.ReadSandboxMembersAsync(Account, query, max, None)).Select(m => m.Id);
}
