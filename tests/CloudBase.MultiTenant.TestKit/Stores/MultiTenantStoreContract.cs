using CloudBase.MultiTenant.Ports;
using FluentAssertions;
using Xunit;
using static CloudBase.MultiTenant.TestKit.Stores.StoreSamples;

namespace CloudBase.MultiTenant.TestKit.Stores;

/// <summary>What every store must keep. Derive once for a store; each test gets a new, opened one.</summary>
public abstract partial class MultiTenantStoreContract : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>The account that the tests use.</summary>
    protected static CloudAccountName Account => CloudAccountName.Default;

    /// <summary>The store under test.</summary>
    protected IMultiTenantStore Store { get; private set; } = null!;

    /// <summary>Makes a new, empty store.</summary>
    protected abstract ValueTask<IMultiTenantStore> CreateAsync();

    /// <summary>Makes another host's store on the same data.</summary>
    protected abstract ValueTask<IMultiTenantStore> ReopenAsync();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Store = await CreateAsync();
        await Store.EnsureSchemaAsync(None);
        await Store.OpenAsync(new StoreIdentity(DeploymentName.Parse("tests"), new string('a', 64), Now), None);
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Open_SameDeployment_KeepsTheFirstIdentity()
    {
        StoreIdentity again = await (await ReopenAsync()).OpenAsync(
            new StoreIdentity(DeploymentName.Parse("tests"), new string('b', 64), Now.AddDays(1)), None);

        again.Should().Be(new StoreIdentity(DeploymentName.Parse("tests"), new string('a', 64), Now));
    }

    [Fact]
    public async Task Open_OtherDeployment_IsRefusedNamingBoth()
    {
        IMultiTenantStore other = await ReopenAsync();
        Func<Task> open = async () => await other.OpenAsync(new StoreIdentity(DeploymentName.Parse("staging"), "c", Now), None);

        (await open.Should().ThrowAsync<DeploymentMismatchException>()).Which.Should().Match<DeploymentMismatchException>(
            e => e.Pinned.Value == "tests" && e.Configured.Value == "staging" && e.Message.Contains("'tests'") && e.Message.Contains("'staging'"));
    }

    [Fact]
    public async Task Commit_EveryMember_ComesBackAsItWas()
    {
        Tenant tenant = Filled(Tenant(Key("tenant"), 1));
        TenantOperation operation = Filled(OperationOf(1, tenant.Key));
        JournalEntry entry = Entry(operation.Id, 1, 3);
        var binding = new EnvironmentBinding(tenant.EnvironmentId!.Value, tenant.Key, Now.AddTicks(5));
        ApiKeySlot slot = Slot("Env-1a2B3c", 1) with
        {
            State = ApiKeySlotState.Issued, KeyId = "k-1", ProtectedKey = "p", IssuedAt = Now.AddTicks(1), ExpiresAt = Now.AddHours(2).AddTicks(1),
        };
        await Store.MustCommitAsync(
            new StoreChange.InsertTenant(tenant), new StoreChange.InsertOperation(operation), new StoreChange.AppendJournal(entry),
            new StoreChange.BindEnvironment(binding), new StoreChange.InsertApiKeySlot(slot, null), new StoreChange.AppendAudit(Audit("d")),
            new StoreChange.MoveAuditCursor("sink", 1));
        IMultiTenantStore other = await ReopenAsync();

        (await other.FindTenantAsync(tenant.Key, None)).Should().BeEquivalentTo(tenant with { Version = 1 });
        (await other.FindTenantByAliasAsync(Account, tenant.Alias, None)).Should().BeEquivalentTo(tenant with { Version = 1 });
        (await other.FindTenantAsync(Account, tenant.Id, tenant.Key.Environment, None)).Should().BeEquivalentTo(tenant with { Version = 1 });
        (await other.FindOperationAsync(operation.Id, None)).Should().Be(operation with { Version = 1 });
        (await other.ReadJournalAsync(operation.Id, 0, None)).Should().Equal(entry);
        (await other.FindBindingAsync(Account, binding.Environment, None)).Should().Be(binding);
        (await other.ReadApiKeySlotsAsync(Account, slot.Environment, None)).Should().Equal(slot with { Version = 1 });
        (await other.ReadAuditAsync(0, 10, None)).Should().Equal(Audit("d") with { Sequence = 1 });
        (await other.ReadAuditCursorAsync("sink", None)).Should().Be(1);
    }

    [Fact]
    public async Task Find_NothingThere_ReturnsNull()
    {
        (await Store.FindTenantAsync(Key("nobody"), None)).Should().BeNull();
        (await Store.FindTenantAsync(Account, TenantId.Parse("nobody"), EnvironmentName.Default, None)).Should().BeNull();
        (await Store.FindTenantByAliasAsync(Account, Alias(9), None)).Should().BeNull();
        (await Store.FindBindingAsync(Account, EnvironmentId.Parse("e"), None)).Should().BeNull();
        (await Store.FindOperationAsync(Operation(9), None)).Should().BeNull();
        (await Store.ReadJournalAsync(Operation(9), 0, None)).Should().BeEmpty();
        (await Store.ReadApiKeySlotsAsync(Account, EnvironmentId.Parse("e"), None)).Should().BeEmpty();
        (await Store.ReadAuditAsync(0, 10, None)).Should().BeEmpty();
        (await Store.ReadAuditCursorAsync("sink", None)).Should().Be(0);
    }

    [Fact]
    public async Task Commit_AwkwardIds_AreTenantsOfTheirOwn()
    {
        for (int i = 0; i < AwkwardIds.Count; i++)
        {
            await Store.MustCommitAsync(new StoreChange.InsertTenant(Tenant(Key(AwkwardIds[i]), i)));
        }

        for (int i = 0; i < AwkwardIds.Count; i++)
        {
            Tenant? found = await Store.FindTenantAsync(Account, TenantId.Parse(AwkwardIds[i]), EnvironmentName.Default, None);
            found!.Alias.Should().Be(Alias(i), $"'{AwkwardIds[i]}' is itself");
            found.Id.Value.Should().Be(AwkwardIds[i]);
        }

        (await Store.ListTenantsAsync(Account, TenantQuery.All, None).ToListAsync()).Should().HaveCount(AwkwardIds.Count);
    }

    [Fact]
    public async Task Commit_EnvironmentsThatDifferInCase_AreTwo()
    {
        EnvironmentId lower = EnvironmentId.Parse("env-a"), upper = EnvironmentId.Parse("ENV-A");
        await Store.MustCommitAsync(new StoreChange.BindEnvironment(new EnvironmentBinding(lower, Key("lower"), Now)));
        await Store.MustCommitAsync(new StoreChange.BindEnvironment(new EnvironmentBinding(upper, Key("upper"), Now)));

        (await Store.FindBindingAsync(Account, lower, None))!.Tenant.Tenant.Value.Should().Be("lower");
        (await Store.FindBindingAsync(Account, upper, None))!.Tenant.Tenant.Value.Should().Be("upper");
    }

    [Fact]
    public async Task Commit_OtherAccount_SharesNothing()
    {
        var other = CloudAccountName.Parse("other");
        TenantKey here = Key("tenant"), there = Key("tenant", account: "other");
        var environment = EnvironmentId.Parse("env");
        await Store.MustCommitAsync(
            new StoreChange.InsertTenant(Tenant(here, 1)), new StoreChange.InsertTenant(Tenant(there, 1)),
            new StoreChange.BindEnvironment(new EnvironmentBinding(environment, here, Now)),
            new StoreChange.BindEnvironment(new EnvironmentBinding(environment, there, Now)),
            new StoreChange.InsertApiKeySlot(Slot("env", 1), null), new StoreChange.InsertApiKeySlot(Slot("env", 1) with { Tenant = there }, null),
            new StoreChange.InsertOperation(OperationOf(1, here)), new StoreChange.InsertOperation(OperationOf(2, there)));

        (await Store.FindTenantByAliasAsync(other, Alias(1), None))!.Key.Should().Be(there);
        (await Store.FindBindingAsync(other, environment, None))!.Tenant.Should().Be(there);
        (await Store.ReadApiKeySlotsAsync(other, environment, None)).Should().ContainSingle().Which.Tenant.Should().Be(there);
        (await Store.ListTenantsAsync(other, TenantQuery.All, None).ToListAsync()).Should().ContainSingle().Which.Key.Should().Be(there);
        (await Store.ListOperationsAsync(other, OperationQuery.All, None).ToListAsync()).Should().ContainSingle().Which.Id.Should().Be(Operation(2));
        (await Store.ReadDueOperationsAsync(other, Now, Now, 10, None)).Should().ContainSingle().Which.Id.Should().Be(Operation(2));
    }

    [Fact]
    public async Task FindTenant_ThreeGenerations_ReturnsTheNewest()
    {
        foreach (int generation in (int[])[2, 10, 1])
        {
            await Store.MustCommitAsync(new StoreChange.InsertTenant(Tenant(Key("tenant", generation), generation)));
        }

        await Store.MustCommitAsync(new StoreChange.InsertTenant(Tenant(Key("tenant", 99, "test"), 99)));

        (await Store.FindTenantAsync(Account, TenantId.Parse("tenant"), EnvironmentName.Default, None))!.Key.Generation.Should().Be(10);
        (await Store.FindTenantAsync(Key("tenant", 2), None))!.Alias.Should().Be(Alias(2));
    }

    [Fact]
    public async Task Commit_Cancelled_WritesNothing()
    {
        Func<Task> commit = async () => await Store.CommitAsync(
            ChangeSet.Of(new StoreChange.InsertTenant(Tenant(Key("tenant"), 1))), new CancellationToken(canceled: true));

        await commit.Should().ThrowAsync<OperationCanceledException>();
        (await Store.FindTenantAsync(Key("tenant"), None)).Should().BeNull();
    }

    [Fact]
    public async Task Commit_NoChanges_IsCommitted() => (await Store.CommitAsync([])).IsCommitted.Should().BeTrue();

    [Fact]
    public async Task Commit_RecordWithoutAnId_HurtsNobodyElse()
    {
        Func<Task> commit = async () => await Store.CommitAsync(
            new StoreChange.AppendAudit(Audit("lost")), new StoreChange.InsertTenant(Tenant(Key("tenant") with { Tenant = default }, 1)));

        await commit.Should().ThrowAsync<InvalidOperationException>();
        await Store.MustCommitAsync(new StoreChange.InsertTenant(Tenant(Key("tenant"), 1)));
        (await Store.ReadAuditAsync(0, 10, None)).Should().BeEmpty();
    }
}
