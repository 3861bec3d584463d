using System.Data;
using CloudBase.MultiTenant.EntityFrameworkCore;
using CloudBase.MultiTenant.EntityFrameworkCore.Reads;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.EntityFrameworkCore.Statements;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Stores;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using static CloudBase.MultiTenant.TestKit.Stores.StoreSamples;

namespace CloudBase.MultiTenant.Storage.Tests.Sqlite;

public sealed class ReaderSessionsTests : IAsyncLifetime
{
    private static readonly StoreErrors s_errors = new(() => "tests");

    private readonly SqliteStores _stores = new();
    private CountingContexts _contexts = null!;
    private ReaderSessions _sessions = null!;
    private StoreReader _reader = null!;

    public async ValueTask InitializeAsync()
    {
        IMultiTenantStore store = _stores.Open();
        await store.OpenAsync(new StoreIdentity(DeploymentName.Parse("tests"), new string('a', 64), Now), CancellationToken.None);
        await store.MustCommitAsync([.. Enumerable.Range(0, 50).Select(i => new StoreChange.InsertTenant(Tenant(Key($"t{i}"), i)))]);
        _contexts = new CountingContexts(_stores.OpenContexts());
        _sessions = new ReaderSessions(_contexts, s_errors, NullLogger.Instance);
        _reader = new StoreReader(_contexts, s_errors, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _sessions.DisposeAsync();
        await _reader.DisposeAsync();
        await _stores.DisposeAsync();
    }

    [Fact]
    public async Task Read_OneAfterAnother_ShareOneConnection()
    {
        for (int i = 0; i < 50; i++)
        {
            (await FindAsync($"t{i}"))!.Id.Value.Should().Be($"t{i}");
        }

        _contexts.Made.Should().Be(1);
    }

    [Fact]
    public async Task Keep_MoreThanWait_ClosesTheRest()
    {
        List<ReaderSession> many = await TakeAsync(3 * ReaderSessions.MostIdle);
        foreach (ReaderSession session in many)
        {
            await _sessions.KeepAsync(session);
        }

        many.Count(s => s.Connection.State == ConnectionState.Open).Should().Be(ReaderSessions.MostIdle);
        await TakeAsync(ReaderSessions.MostIdle);
        _contexts.Made.Should().Be(3 * ReaderSessions.MostIdle, "those that waited were taken");
    }

    [Fact]
    public async Task Read_DatabaseFails_NeitherItsConnectionNorThoseThatWaitAreUsedAgain()
    {
        List<ReaderSession> idle = await TakeAsync(3);
        ReaderSession failing = await _sessions.TakeAsync(CancellationToken.None);
        idle.ForEach(s => _sessions.KeepAsync(s).IsCompletedSuccessfully.Should().BeTrue());

        await _sessions.DiscardAsync(failing, new SqliteException("disk I/O error", 10));

        ((ReaderSession[])[.. idle, failing]).Should().OnlyContain(s => s.Connection.State == ConnectionState.Closed);
        await TakeAsync(1);
        _contexts.Made.Should().Be(5);
    }

    [Fact]
    public async Task Read_ThatDoesNotComeToItsEnd_LeavesNoConnectionHalfRead()
    {
        Func<Task> read = async () => await _reader.ReadAsync<int, object>(
            static async (session, _, token) => await session.ListAsync<object>(session.From<TenantRow>(), _ => throw new FormatException("no word"), token), 0, CancellationToken.None);
        await read.Should().ThrowAsync<StoreUnavailableException>().WithMessage("*no word*");

        (await FindAsync("t1")).Should().NotBeNull();
        _contexts.Made.Should().Be(2);
    }

    [Fact]
    public async Task Read_CancelledBetweenRows_EndsThereAndTheNextReadIsWhole()
    {
        using var cancellation = new CancellationTokenSource();
        int seen = 0;
        Func<Task> read = async () => await _reader.ReadAsync(
            (session, _, token) => session.ListAsync(
                session.From<TenantRow>(),
                row =>
                {
                    if (++seen == 3)
                    {
                        cancellation.Cancel();
                    }

                    return TenantRow.Read(row);
                },
                token),
            0,
            cancellation.Token);

        await read.Should().ThrowAsync<OperationCanceledException>();
        seen.Should().Be(3);
        (await _reader.ReadAsync((session, _, token) => session.ListAsync(session.From<TenantRow>(), TenantRow.Read, token), 0, CancellationToken.None)).Should().HaveCount(50);
    }

    [Fact]
    public async Task Read_AfterItsSchemaChanged_IsPreparedAnew()
    {
        (await FindAsync("t1")).Should().NotBeNull();
        await using (var connection = new SqliteConnection($"Data Source={_stores.File};Pooling=False"))
        {
            await connection.OpenAsync();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "CREATE INDEX another ON CloudBaseTenants (State); ALTER TABLE CloudBaseTenants ADD COLUMN Later TEXT NULL;";
            await command.ExecuteNonQueryAsync();
        }

        (await FindAsync("t1"))!.Id.Value.Should().Be("t1");
        _contexts.Made.Should().Be(1);
    }

    [Fact]
    public async Task Read_ThatLeftRowsUnread_HoldsNoTransactionThatKeepsTheLogFromBeingEmptied()
    {
        (await _reader.ReadAsync((session, _, token) => session.FirstAsync(session.From<TenantRow>(), TenantRow.Read, token), 0, CancellationToken.None)).Should().NotBeNull();

        await using var connection = new SqliteConnection($"Data Source={_stores.File};Pooling=False");
        await connection.OpenAsync();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        (await command.ExecuteScalarAsync()).Should().Be(0L, "no reader is in its way");
        new FileInfo($"{_stores.File}-wal").Length.Should().Be(0);
    }

    [Fact]
    public async Task Dispose_ClosesWhatWaitsAndKeepsNothingAfterwards()
    {
        List<ReaderSession> sessions = await TakeAsync(3);
        await _sessions.KeepAsync(sessions[0]);
        await _sessions.KeepAsync(sessions[1]);

        await _sessions.DisposeAsync();
        await _sessions.KeepAsync(sessions[2]);

        sessions.Should().OnlyContain(s => s.Connection.State == ConnectionState.Closed);
    }

    [Fact]
    public async Task Select_OtherValues_IsTheSameText()
    {
        ReaderSession session = await _sessions.TakeAsync(CancellationToken.None);
        await using (session)
        {
            string[] texts = [.. ((string[])["a", "b'; DROP TABLE x; --"]).Select(v => session.From<TenantRow>()
                .Where(nameof(TenantRow.Account), v).WhereOneOf(nameof(TenantRow.State), [v, "x"]).WhereNullOrBelow(nameof(TenantRow.PaidUntil), v.Length)
                .WhereAfter((nameof(TenantRow.TenantHash), v), (nameof(TenantRow.Generation), v.Length))
                .OrderBy(nameof(TenantRow.TenantHash)).Take(7).Text)];

            texts.Distinct().Should().ContainSingle().Which.Should().NotContain("DROP");
        }
    }

    [Fact]
    public async Task Read_OfManyLengths_KeepsNoMoreCommandsThanItMay()
    {
        ReaderSession session = await _sessions.TakeAsync(CancellationToken.None);
        await using (session)
        {
            for (int i = 1; i <= (2 * ReaderSession.MostCommands) + 5; i++)
            {
                (await session.ListAsync(session.From<TenantRow>().OrderBy(nameof(TenantRow.TenantHash)).Take(i), TenantRow.Read, CancellationToken.None))
                    .Should().HaveCount(Math.Min(i, 50));
                session.Commands.Should().BeInRange(1, ReaderSession.MostCommands);
            }
        }
    }

    [Theory]
    [InlineData("Microsoft.EntityFrameworkCore.Sqlite", " LIMIT 7")]
    [InlineData("Npgsql.EntityFrameworkCore.PostgreSQL", " LIMIT 7")]
    [InlineData("Pomelo.EntityFrameworkCore.MySql", " LIMIT 7")]
    [InlineData("Microsoft.EntityFrameworkCore.SqlServer", " OFFSET 0 ROWS FETCH NEXT 7 ROWS ONLY")]
    public void RowLimit_IsTheProvidersOwn(string provider, string clause) => new RowLimit(provider).Clause(7).Should().Be(clause);

    private async Task<Tenant?> FindAsync(string tenant) => await _reader.ReadAsync(
        TenantReads.NewestAsync, (Key(tenant).Account.Value, Key(tenant).Tenant.ToStorageKey(), Key(tenant).Environment.Value), CancellationToken.None);

    private async Task<List<ReaderSession>> TakeAsync(int count)
    {
        List<ReaderSession> sessions = [];
        for (int i = 0; i < count; i++)
        {
            sessions.Add(await _sessions.TakeAsync(CancellationToken.None));
        }

        return sessions;
    }

    private sealed class CountingContexts(IDbContextFactory<MultiTenantDbContext> contexts) : IDbContextFactory<MultiTenantDbContext>
    {
        private int _made;

        public int Made => _made;

        public MultiTenantDbContext CreateDbContext()
        {
            Interlocked.Increment(ref _made);
            return contexts.CreateDbContext();
        }
    }
}
