using CloudBase.MultiTenant.Ports;
using FluentAssertions;
using Xunit;
using static CloudBase.MultiTenant.TestKit.Stores.StoreSamples;

namespace CloudBase.MultiTenant.TestKit.Stores;

/// <summary>Listings, orders, and many at once.</summary>
public abstract partial class MultiTenantStoreContract
{
    [Fact]
    public async Task ListTenants_SmallPages_ReturnsEachOnceInOrder()
    {
        await Store.MustCommitAsync([.. Enumerable.Range(0, 25).Select(i => new StoreChange.InsertTenant(Tenant(Key($"t{i / 2}", 1 + (i % 2)), i)))]);

        List<Tenant> all = await Store.ListTenantsAsync(Account, new TenantQuery { PageSize = 3 }, None).ToListAsync();

        all.Should().HaveCount(25);
        all.Select(t => (t.Id.ToStorageKey(), t.Key.Generation)).Should().BeInAscendingOrder(
            Comparer<(string Key, int Generation)>.Create((a, b) =>
                string.CompareOrdinal(a.Key, b.Key) is var order && order != 0 ? order : a.Generation.CompareTo(b.Generation)));
        all.Select(t => t.Key).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task ListTenants_ChangedWhilePaging_StillReturnsEveryOldOneOnce()
    {
        await Store.MustCommitAsync([.. Enumerable.Range(0, 40).Select(i => new StoreChange.InsertTenant(Tenant(Key($"old{i}"), i)))]);
        List<string> seen = [];
        int added = 0;

        await foreach (Tenant tenant in Store.ListTenantsAsync(Account, new TenantQuery { PageSize = 4 }, None))
        {
            seen.Add(tenant.Id.Value);
            if (tenant.Id.Value.StartsWith("old", StringComparison.Ordinal))
            {
                added++;
                await Store.MustCommitAsync(
                    new StoreChange.UpdateTenant(tenant with { State = TenantState.Active }),
                    new StoreChange.InsertTenant(Tenant(Key($"new{added}"), 1000 + added)));
            }
        }

        seen.Should().OnlyHaveUniqueItems();
        seen.Where(s => s.StartsWith("old", StringComparison.Ordinal)).Should().HaveCount(40);
    }

    [Fact]
    public async Task ListTenants_Filters_AreKept()
    {
        Tenant active = Tenant(Key("active"), 1) with { State = TenantState.Active, PaidUntil = Now.AddDays(1) };
        Tenant later = Tenant(Key("later"), 2) with { State = TenantState.Active, PaidUntil = Now.AddDays(1).AddTicks(1) };
        Tenant gone = Tenant(Key("gone"), 3) with { State = TenantState.Deprovisioned };
        Tenant cancelled = Tenant(Key("cancelled"), 4) with { State = TenantState.Cancelled };
        await Store.MustCommitAsync([.. ((Tenant[])[active, later, gone, cancelled]).Select(t => new StoreChange.InsertTenant(t))]);

        (await NamesAsync(TenantQuery.All)).Should().BeEquivalentTo("active", "later", "gone", "cancelled");
        (await NamesAsync(new TenantQuery { IncludeEnded = false })).Should().BeEquivalentTo("active", "later");
        (await NamesAsync(new TenantQuery { State = TenantState.Deprovisioned, IncludeEnded = false })).Should().BeEquivalentTo("gone");
        (await NamesAsync(new TenantQuery { PaidUntilBefore = Now.AddDays(1).AddTicks(1) })).Should().BeEquivalentTo("active");
        (await NamesAsync(new TenantQuery { PaidUntilBefore = Now.AddDays(2), State = TenantState.Active })).Should().BeEquivalentTo("active", "later");

        async Task<IEnumerable<string>> NamesAsync(TenantQuery query) =>
            (await Store.ListTenantsAsync(Account, query, None).ToListAsync()).Select(t => t.Id.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task List_PageSizeOutOfRange_IsRefused(int size)
    {
        Func<Task> tenants = async () => await Store.ListTenantsAsync(Account, new TenantQuery { PageSize = size }, None).ToListAsync();
        Func<Task> operations = async () => await Store.ListOperationsAsync(Account, new OperationQuery { PageSize = size }, None).ToListAsync();

        await tenants.Should().ThrowAsync<ArgumentOutOfRangeException>().WithMessage("*1,000*");
        await operations.Should().ThrowAsync<ArgumentOutOfRangeException>().WithMessage("*1,000*");
    }

    [Fact]
    public async Task ListOperations_Filters_AreKeptInTheOrderOfTheirBeginning()
    {
        TenantKey a = Key("a"), b = Key("b");
        await Store.MustCommitAsync(
            new StoreChange.InsertOperation(OperationOf(3, a) with { State = OperationState.Running }),
            new StoreChange.InsertOperation(OperationOf(1, b) with { State = OperationState.Parked }),
            new StoreChange.InsertOperation(OperationOf(2, a) with { State = OperationState.Failed }),
            new StoreChange.InsertOperation(OperationOf(5, a) with { CreatedAt = Now }),
            new StoreChange.InsertOperation(OperationOf(4, a) with { CreatedAt = Now }));

        (await IdsAsync(OperationQuery.All)).Should().Equal(4, 5, 1, 3);
        (await IdsAsync(new OperationQuery { IncludeFinal = true, PageSize = 1 })).Should().Equal(4, 5, 1, 2, 3);
        (await IdsAsync(new OperationQuery { State = OperationState.Failed })).Should().Equal(2);
        (await IdsAsync(new OperationQuery { Tenant = TenantId.Parse("b") })).Should().Equal(1);

        async Task<IEnumerable<int>> IdsAsync(OperationQuery query) =>
            (await Store.ListOperationsAsync(Account, query, None).ToListAsync()).Select(o => Enumerable.Range(0, 10).Single(n => Operation(n) == o.Id));
    }

    [Fact]
    public async Task ReadDueOperations_OnlyWhatMayBeTaken_LongestDueFirst()
    {
        TenantKey key = Key("a");
        OperationLease Lease(DateTimeOffset expires) => new("host", 1, expires);
        await Store.MustCommitAsync(
            new StoreChange.InsertOperation(OperationOf(1, key) with { DueAt = Now }),
            new StoreChange.InsertOperation(OperationOf(2, key) with { DueAt = Now.AddTicks(-1) }),
            new StoreChange.InsertOperation(OperationOf(3, key) with { DueAt = Now.AddTicks(1) }),
            new StoreChange.InsertOperation(OperationOf(4, key) with { DueAt = Now.AddTicks(-2), Lease = Lease(Now) }),
            new StoreChange.InsertOperation(OperationOf(5, key) with { DueAt = Now.AddTicks(-3), Lease = Lease(Now.AddTicks(-1)) }),
            new StoreChange.InsertOperation(OperationOf(6, key) with { DueAt = Now.AddTicks(-4), State = OperationState.Parked }),
            new StoreChange.InsertOperation(OperationOf(7, key) with { DueAt = Now.AddTicks(-5), State = OperationState.Succeeded }),
            new StoreChange.InsertOperation(OperationOf(8, key) with { DueAt = Now.AddTicks(-6), State = OperationState.Cancelling }));

        IReadOnlyList<TenantOperation> due = await Store.ReadDueOperationsAsync(Account, Now, Now, 10, None);
        due.Select(o => o.Id).Should().Equal(Operation(8), Operation(5), Operation(2), Operation(1));
        (await Store.ReadDueOperationsAsync(Account, Now, Now, 2, None)).Should().Equal(due.Take(2));
        (await Store.ReadDueOperationsAsync(Account, Now, Now.AddTicks(1), 10, None)).Select(o => o.Id).Should().Contain(Operation(4));
    }

    [Fact]
    public async Task ReadDueOperations_AfterUpdates_FollowsTheNewState()
    {
        TenantOperation operation = OperationOf(1, Key("a"));
        await Store.MustCommitAsync(new StoreChange.InsertOperation(operation));
        await Store.MustCommitAsync(new StoreChange.UpdateOperation(operation with { Version = 1, DueAt = Now.AddSeconds(1) }));
        (await Store.ReadDueOperationsAsync(Account, Now, Now, 10, None)).Should().BeEmpty();
        (await Store.ReadDueOperationsAsync(Account, Now.AddSeconds(1), Now, 10, None)).Should().ContainSingle();

        await Store.MustCommitAsync(new StoreChange.UpdateOperation(operation with { Version = 2, State = OperationState.Failed }));
        (await Store.ReadDueOperationsAsync(Account, Now.AddDays(1), Now, 10, None)).Should().BeEmpty();
    }

    [Fact]
    public async Task ReadJournal_AfterASequence_ReturnsTheRestInOrder()
    {
        await Store.MustCommitAsync(
            new StoreChange.InsertOperation(OperationOf(1, Key("a"))), new StoreChange.InsertOperation(OperationOf(2, Key("a"))),
            new StoreChange.AppendJournal(Entry(Operation(1), 10)), new StoreChange.AppendJournal(Entry(Operation(1), 2)),
            new StoreChange.AppendJournal(Entry(Operation(1), 1)), new StoreChange.AppendJournal(Entry(Operation(2), 3)));

        (await Store.ReadJournalAsync(Operation(1), 0, None)).Select(e => e.Sequence).Should().Equal(1, 2, 10);
        (await Store.ReadJournalAsync(Operation(1), 2, None)).Select(e => e.Sequence).Should().Equal(10);
    }

    [Fact]
    public async Task ReadAudit_ManyCommits_NumbersThemInCommitOrderWithoutGaps()
    {
        for (int i = 1; i <= 30; i++)
        {
            await Store.MustCommitAsync(new StoreChange.AppendAudit(Audit($"{i}a") with { Sequence = 999 }), new StoreChange.AppendAudit(Audit($"{i}b")));
        }

        IReadOnlyList<AuditRecord> page = await Store.ReadAuditAsync(10, 7, None);
        page.Select(r => r.Sequence).Should().Equal(11, 12, 13, 14, 15, 16, 17);
        page[0].Detail.Should().Be("6a");
        (await Store.ReadAuditAsync(60, 7, None)).Should().BeEmpty();
        (await Store.ReadAuditAsync(0, 1000, None)).Select(r => r.Sequence).Should().Equal(Enumerable.Range(1, 60).Select(i => (long)i));
    }

    [Fact]
    public async Task Commit_SixtyFourWritersOnOneCounter_LosesNoIncrement()
    {
        Tenant counter = Tenant(Key("counter"), 1) with { StateReason = "0" };
        await Store.MustCommitAsync(new StoreChange.InsertTenant(counter));
        IMultiTenantStore[] hosts = [Store, await ReopenAsync()];
        int haveRead = 0;
        TaskCompletionSource allHaveRead = new(TaskCreationOptions.RunContinuationsAsynchronously);

        int[] conflicts = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
        {
            int refused = 0;
            for (int done = 0; done < 4;)
            {
                IMultiTenantStore store = hosts[i % 2];
                Tenant read = (await store.FindTenantAsync(counter.Key, None))!;
                if (Interlocked.Increment(ref haveRead) == 64)
                {
                    allHaveRead.SetResult();
                }

                // Nobody writes before all 64 have read the same value, so that 63 are refused on any machine.
                await allHaveRead.Task;
                int next = int.Parse(read.StateReason!, System.Globalization.CultureInfo.InvariantCulture) + 1;
                CommitResult result = await store.CommitAsync(
                    new StoreChange.UpdateTenant(read with { StateReason = $"{next}" }), new StoreChange.AppendAudit(Audit($"{next}")));
                done += result.IsCommitted ? 1 : 0;
                refused += result.IsCommitted ? 0 : 1;
            }

            return refused;
        })));

        Tenant end = (await Store.FindTenantAsync(counter.Key, None))!;
        end.StateReason.Should().Be("256");
        end.Version.Should().Be(257);
        (await Store.ReadAuditAsync(0, 1000, None)).Select(r => r.Detail).Should().Equal(Enumerable.Range(1, 256).Select(i => $"{i}"));
        conflicts.Sum().Should().BeGreaterThanOrEqualTo(63, "one of 64 who read the same value may write");
    }

    [Fact]
    public async Task Commit_ManyClaimsOfOneSlot_HasOneWinner()
    {
        IMultiTenantStore[] hosts = [Store, await ReopenAsync()];
        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
            await hosts[i % 2].CommitAsync(new StoreChange.InsertApiKeySlot(Slot("env", 1 + (i % 3), "mcp", 1, $"name-{i}"), null)))));

        results.Count(r => r.IsCommitted).Should().Be(1);
        (await Store.ReadApiKeySlotsAsync(Account, EnvironmentId.Parse("env"), None)).Should().ContainSingle();
    }
}
