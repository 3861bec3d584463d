using System.Transactions;
using CloudBase.MultiTenant.EntityFrameworkCore;
using CloudBase.MultiTenant.EntityFrameworkCore.Schema;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Stores;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static CloudBase.MultiTenant.TestKit.Stores.StoreSamples;

namespace CloudBase.MultiTenant.Storage.Tests.Sqlite;

public sealed class GroupCommitTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SqliteStores _stores = new();
    private IMultiTenantStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = _stores.Open();
        await _store.OpenAsync(new StoreIdentity(DeploymentName.Parse("tests"), new string('a', 64), Now), CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [Fact]
    public async Task Commit_InATransactionScopeThatIsRolledBack_StaysCommitted()
    {
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await _store.MustCommitAsync(Insert("intent", 1));
            (await _store.FindTenantAsync(Key("intent"), CancellationToken.None)).Should().NotBeNull("a read does not join either");
        }

        (await _store.FindTenantAsync(Key("intent"), CancellationToken.None)).Should().NotBeNull("the scope was never completed");
    }

    [Fact]
    public async Task Commit_OneOfManyRefused_HurtsNoOther()
    {
        await using (await LockAsync())
        {
            // All of these wait for the lock, so that one transaction takes them together.
            Task<CommitResult>[] waiting = [.. Enumerable.Range(0, 40).Select(i =>
                _store.CommitAsync(new StoreChange.AppendAudit(Audit($"{i}")), Insert($"t{i % 30}", i)).AsTask())];
            await UnlockAsync();
            CommitResult[] results = await Task.WhenAll(waiting).WaitAsync(Patience);

            results.Count(r => r.IsCommitted).Should().Be(30);
            results.Where(r => !r.IsCommitted).Should().OnlyContain(r => r.Refused is StoreChange.InsertTenant);
            (await _store.ReadAuditAsync(0, 100, CancellationToken.None)).Select(r => r.Sequence).Should().Equal(Enumerable.Range(1, 30).Select(i => (long)i));
        }
    }

    [Fact]
    public async Task Commit_ThatCanWait_IsWrittenBehindThoseThatAreWaitedFor()
    {
        var contexts = new SignallingContexts(_stores.OpenContexts());
        await using var store = new EfCoreMultiTenantStore(
            contexts, new EfCoreStoreOptions(), new StoreSchema(NullLogger<StoreSchema>.Instance), NullLogger<EfCoreMultiTenantStore>.Instance);
        await using (await LockAsync())
        {
            Task<CommitResult> writing = store.CommitAsync(new StoreChange.AppendAudit(Audit("writing"))).AsTask();
            await contexts.Asked.Task.WaitAsync(Patience);
            Task<CommitResult> patient = store.CommitAsync(ChangeSet.Of(new StoreChange.AppendAudit(Audit("patient"))) with { CanWait = true }, CancellationToken.None).AsTask();
            Task<CommitResult> urgent = store.CommitAsync(new StoreChange.AppendAudit(Audit("urgent"))).AsTask();
            await UnlockAsync();
            CommitResult[] results = await Task.WhenAll(writing, patient, urgent).WaitAsync(Patience);

            results.Should().OnlyContain(r => r.IsCommitted);
            (await store.ReadAuditAsync(0, 10, CancellationToken.None)).Select(r => r.Detail).Should().Equal("writing", "urgent", "patient");
        }
    }

    [Fact]
    public async Task Commit_WriterBusy_ReadersDoNotWaitAndOnlyTheQueuedCanLeave()
    {
        await _store.MustCommitAsync(Insert("there", 1));
        var contexts = new SignallingContexts(_stores.OpenContexts());
        await using var store = new EfCoreMultiTenantStore(
            contexts, new EfCoreStoreOptions(), new StoreSchema(NullLogger<StoreSchema>.Instance), NullLogger<EfCoreMultiTenantStore>.Instance);
        await using (await LockAsync())
        {
            using var taken = new CancellationTokenSource();
            using var queued = new CancellationTokenSource();
            Task<CommitResult> first = store.CommitAsync(ChangeSet.Of(Insert("first", 2)), taken.Token).AsTask();
            await contexts.Asked.Task.WaitAsync(Patience);
            Task<CommitResult> second = store.CommitAsync(ChangeSet.Of(Insert("second", 3)), queued.Token).AsTask();

            (await store.FindTenantAsync(Key("there"), CancellationToken.None).AsTask().WaitAsync(Patience)).Should().NotBeNull();
            await queued.CancelAsync();
            await taken.CancelAsync();
            await FluentActions.Awaiting(() => second.WaitAsync(Patience)).Should().ThrowAsync<OperationCanceledException>();
            first.IsCompleted.Should().BeFalse("what is being written is waited for");
            await UnlockAsync();

            (await first.WaitAsync(Patience)).IsCommitted.Should().BeTrue();
        }

        await _store.MustCommitAsync(Insert("after", 4));
        (await _store.FindTenantAsync(Key("second"), CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Dispose_WithCommitsQueued_WritesThemFirstAndThenRefuses()
    {
        Task<CommitResult>[] waiting;
        await using (await LockAsync())
        {
            waiting = [.. Enumerable.Range(0, 20).Select(i => _store.CommitAsync(Insert($"t{i}", i)).AsTask())];
            Task disposing = ((IAsyncDisposable)_store).DisposeAsync().AsTask();
            await UnlockAsync();
            await disposing.WaitAsync(Patience);
        }

        (await Task.WhenAll(waiting).WaitAsync(Patience)).Should().OnlyContain(r => r.IsCommitted);
        await FluentActions.Awaiting(() => _store.CommitAsync(Insert("late", 99)).AsTask()).Should().ThrowAsync<ObjectDisposedException>();
        (await _stores.Open().ListTenantsAsync(CloudAccountName.Default, TenantQuery.All, CancellationToken.None).ToListAsync()).Should().HaveCount(20);
    }

    [Fact]
    public async Task Commit_WriterDies_EveryCallerHearsOfIt()
    {
        await using var store = new EfCoreMultiTenantStore(
            new BrokenContexts(), new EfCoreStoreOptions(), new StoreSchema(NullLogger<StoreSchema>.Instance), NullLogger<EfCoreMultiTenantStore>.Instance);

        for (int i = 0; i < 3; i++)
        {
            await FluentActions.Awaiting(() => store.CommitAsync(Insert("t", 1)).AsTask().WaitAsync(Patience))
                .Should().ThrowAsync<StoreUnavailableException>().WithMessage("*writer stopped*broken*");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4097)]
    public void Open_BatchOutOfRange_IsRefused(int size) =>
        FluentActions.Invoking(() => _stores.Open(o => o.MaxBatch = size)).Should().Throw<OptionsValidationException>().WithMessage($"CBMT1006: EfCoreStoreOptions.MaxBatch is {size}, outside 1 to 4096: *");

    private SqliteConnection? _lock;

    private async Task<IAsyncDisposable> LockAsync()
    {
        _lock = new SqliteConnection($"Data Source={_stores.File};Pooling=False");
        await _lock.OpenAsync();
        await RunAsync("BEGIN IMMEDIATE");
        return _lock;
    }

    private Task UnlockAsync() => RunAsync("ROLLBACK");

    private async Task RunAsync(string sql)
    {
        using SqliteCommand command = _lock!.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static StoreChange.InsertTenant Insert(string tenant, int alias) => new(Tenant(Key(tenant), alias));

    /// <summary>Says when it is asked for a context: a writer that never wrote asks once it has taken what it will write.</summary>
    private sealed class SignallingContexts(IDbContextFactory<MultiTenantDbContext> contexts) : IDbContextFactory<MultiTenantDbContext>
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public MultiTenantDbContext CreateDbContext()
        {
            Asked.TrySetResult();
            return contexts.CreateDbContext();
        }
    }

    private sealed class BrokenContexts : IDbContextFactory<MultiTenantDbContext>
    {
        public MultiTenantDbContext CreateDbContext() => throw new NotSupportedException("broken");
    }
}
