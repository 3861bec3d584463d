using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore;
using CloudBase.MultiTenant.EntityFrameworkCore.Commits;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Stores;
using Microsoft.Data.Sqlite;
using static CloudBase.MultiTenant.TestKit.Stores.StoreSamples;

namespace CloudBase.MultiTenant.Storage.Tests.Sqlite;

/// <summary>Change sets that are undone in the midst of others, which one transaction writes: first without savepoints, and with them once one of them would have been needed.</summary>
public sealed class UndoneChangeSetTests : IAsyncLifetime
{
    private const string Taken = "taken";
    private const string Failing = "boom";

    private readonly SqliteStores _stores = new();
    private IMultiTenantStore _store = null!;
    private WriterSession _session = null!;
    private int _aliases;

    public async ValueTask InitializeAsync()
    {
        _store = _stores.Open();
        await _store.OpenAsync(new StoreIdentity(DeploymentName.Parse("tests"), new string('a', 64), Now), CancellationToken.None);
        await _store.MustCommitAsync(Insert(Taken));
        _session = await WriterSession.OpenAsync(_stores.OpenContexts());
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _stores.DisposeAsync();
    }

    [Fact]
    public async Task Write_RefusedAtItsThirdChange_LeavesNothingOfItAndHurtsNoOther()
    {
        // Three batches: the first is written twice, the second begins with savepoints, and so does the third.
        for (int i = 0; i < 3; i++)
        {
            object[] results = await WriteAsync([Audited($"first{i}")], [Audited($"a{i}"), Audited($"b{i}"), [Insert(Taken)]], [Audited($"last{i}")]);

            results[0].Should().Be(CommitResult.Committed);
            results[1].Should().BeOfType<CommitResult>().Which.Refused.Should().BeOfType<StoreChange.InsertTenant>();
            results[2].Should().Be(CommitResult.Committed);
            _session.IsCareful.Should().BeTrue();
        }

        (await TenantsAsync()).Should().BeEquivalentTo(Taken, "first0", "last0", "first1", "last1", "first2", "last2");
        await MustHaveAuditedAsync("first0", "last0", "first1", "last1", "first2", "last2");
    }

    [Fact]
    public async Task Write_RefusedBeforeAnythingOfItIsWritten_NeedsNoSavepoint()
    {
        object[] results = await WriteAsync([Audited("first")], [[Insert(Taken)], Audited("never")], [Audited("last")]);

        results.Cast<CommitResult>().Select(r => r.IsCommitted).Should().Equal(true, false, true);
        _session.IsCareful.Should().BeFalse();
        await MustHaveAuditedAsync("first", "last");
        (await TenantsAsync()).Should().BeEquivalentTo(Taken, "first", "last");
    }

    [Fact]
    public async Task Write_AfterABatchWithoutSuchAChangeSet_BeginsWithoutSavepointsAgain()
    {
        await WriteAsync([Audited("a"), [Insert(Taken)]]);
        _session.IsCareful.Should().BeTrue();

        await WriteAsync([Audited("b")]);
        _session.IsCareful.Should().BeFalse();
        await MustHaveAuditedAsync("b");
    }

    [Fact]
    public async Task Write_DatabaseCannotTakeAChange_FailsItsChangeSetOnly()
    {
        await TriggerAsync("ABORT");
        for (int i = 0; i < 2; i++)
        {
            object[] results = await WriteAsync([Audited($"first{i}")], [Audited($"hurt{i}"), [Fail()]], [[Fail()]], [Audited($"last{i}")]);

            results.Select(r => r is CommitResult { IsCommitted: true }).Should().Equal(true, false, false, true);
            results[1].Should().BeAssignableTo<DbException>().Which.Message.Should().Contain(Failing);
            results[2].Should().BeAssignableTo<DbException>();
        }

        (await TenantsAsync()).Should().BeEquivalentTo(Taken, "first0", "last0", "first1", "last1");
        await MustHaveAuditedAsync("first0", "last0", "first1", "last1");
    }

    [Fact]
    public async Task Commit_DatabaseGivesTheTransactionUp_NobodyIsToldThatSomethingIsWritten()
    {
        await TriggerAsync("ROLLBACK");
        Task<CommitResult>[] commits =
        [
            _store.CommitAsync([.. Audited("first")]).AsTask(), _store.CommitAsync([.. Audited("hurt"), Fail()]).AsTask(), _store.CommitAsync([.. Audited("last")]).AsTask(),
        ];

        await FluentActions.Awaiting(() => Task.WhenAll(commits)).Should().ThrowAsync<StoreUnavailableException>();
        commits[1].IsFaulted.Should().BeTrue();
        string[] told = [.. new[] { "first", "hurt", "last" }.Where((_, i) => commits[i].IsCompletedSuccessfully)];
        (await TenantsAsync()).Should().BeEquivalentTo([Taken, .. told]);
        await _store.MustCommitAsync([.. Audited("after")]);
        await MustHaveAuditedAsync([.. told, "after"]);
    }

    [Fact]
    public async Task Write_ManyBatchesOfWhatIsWrittenRefusedAndFailing_EachIsThereWhollyOrNotAtAll()
    {
        await TriggerAsync("ABORT");
        var random = new Random(20261128);
        List<string> expected = [Taken];
        for (int batch = 0; batch < 120; batch++)
        {
            List<StoreChange[][]> sets = [];
            List<string[]> names = [];
            for (int set = random.Next(1, 7); set > 0; set--)
            {
                string[] own = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => $"t{batch}.{set}.{i}")];
                List<StoreChange[]> changes = [.. own.Select(Audited)];
                StoreChange? bad = random.Next(8) switch { 0 => Insert(Taken), 1 => Fail(), _ => null };
                if (bad is not null)
                {
                    changes.Insert(random.Next(changes.Count + 1), [bad]);
                }

                sets.Add([.. changes]);
                names.Add(bad is null ? own : []);
            }

            object[] results = await WriteAsync([.. sets]);

            results.Select(r => r is CommitResult { IsCommitted: true }).Should().Equal(names.Select(n => n.Length > 0));
            expected.AddRange(names.SelectMany(n => n));
        }

        (await TenantsAsync()).Should().BeEquivalentTo(expected);
        await MustHaveAuditedAsync([.. expected.Skip(1)]);
    }

    private Task<object[]> WriteAsync(params StoreChange[][][] sets) =>
        _session.WriteAsync([.. sets.Select(s => new PendingCommit([.. s.SelectMany(changes => changes).Select(RowChange.Of)], canWait: false))]);

    private StoreChange[] Audited(string tenant) => [new StoreChange.AppendAudit(Audit(tenant)), Insert(tenant)];

    private StoreChange.InsertTenant Insert(string tenant) => new(Tenant(Key(tenant), ++_aliases));

    private static StoreChange.AppendAudit Fail() => new(Audit(Failing));

    private async Task<IEnumerable<string>> TenantsAsync() =>
        (await _store.ListTenantsAsync(CloudAccountName.Default, TenantQuery.All, CancellationToken.None).ToListAsync()).Select(t => t.Id.Value);

    private async Task MustHaveAuditedAsync(params string[] steps)
    {
        IReadOnlyList<AuditRecord> audit = await _store.ReadAuditAsync(0, 1000, CancellationToken.None);
        audit.Select(r => r.Sequence).Should().Equal(Enumerable.Range(1, steps.Length).Select(i => (long)i), "numbers have no gaps");
        audit.Select(r => r.Detail).Should().Equal(steps);
    }

    private async Task TriggerAsync(string way)
    {
        await using var connection = new SqliteConnection($"Data Source={_stores.File};Pooling=False");
        await connection.OpenAsync();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"CREATE TRIGGER failing BEFORE INSERT ON CloudBaseAudit WHEN NEW.Detail = '{Failing}' BEGIN SELECT RAISE({way}, '{Failing}'); END;";
        await command.ExecuteNonQueryAsync();
    }
}
