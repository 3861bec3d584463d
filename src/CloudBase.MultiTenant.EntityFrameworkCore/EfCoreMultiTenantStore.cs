using CloudBase.MultiTenant.EntityFrameworkCore.Commits;
using CloudBase.MultiTenant.EntityFrameworkCore.Reads;
using CloudBase.MultiTenant.EntityFrameworkCore.Schema;
using CloudBase.MultiTenant.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.EntityFrameworkCore;

/// <summary>The durable store. Commits go through one writer; reads run on their own connections and never wait for it.</summary>
internal sealed partial class EfCoreMultiTenantStore : IMultiTenantStore, IAsyncDisposable, IDisposable
{
    private readonly EfCoreStoreOptions _options;
    private readonly StoreSchema _schema;
    private readonly ILogger _logger;
    private readonly StoreReader _reader;
    private readonly GroupCommitWriter _writer;

    public EfCoreMultiTenantStore(
        IDbContextFactory<MultiTenantDbContext> contexts, EfCoreStoreOptions options, StoreSchema schema, ILogger<EfCoreMultiTenantStore> logger)
    {
        _options = options;
        _schema = schema;
        _logger = logger;
        var errors = new StoreErrors(() =>
        {
            using MultiTenantDbContext context = contexts.CreateDbContext();
            return context.Database.GetDbConnection().DataSource;
        });
        _reader = new StoreReader(contexts, errors, logger);
        _writer = new GroupCommitWriter(contexts, errors, options.MaxBatch, logger);
    }

    public bool IsDurable => true;

    public async ValueTask EnsureSchemaAsync(CancellationToken cancellationToken) =>
        await _reader.WithContextAsync(_schema.EnsureAsync, cancellationToken).ConfigureAwait(false);

    public async ValueTask<StoreIdentity> OpenAsync(StoreIdentity proposed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(proposed);
        await _reader.WithContextAsync(SettleSchemaAsync, cancellationToken).ConfigureAwait(false);
        StoreIdentity pinned = await _reader.ReadAsync(PinAsync, proposed, cancellationToken).ConfigureAwait(false);
        return pinned.Deployment == proposed.Deployment
            ? pinned
            : throw new DeploymentMismatchException(
                $"The store belongs to the deployment '{pinned.Deployment}' and this host is '{proposed.Deployment}': "
                + "give each deployment a store of its own, or configure the name that the store has.",
                pinned.Deployment,
                proposed.Deployment);
    }

    public async ValueTask<CommitResult> CommitAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        cancellationToken.ThrowIfCancellationRequested();
        if (changes.Changes.Count == 0)
        {
            return CommitResult.Committed;
        }

        RowChange[] rows = new RowChange[changes.Changes.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = RowChange.Of(changes.Changes[i]);
        }

        return await _writer.WriteAsync(new PendingCommit(rows, changes.CanWait), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<Tenant?> FindTenantAsync(CloudAccountName account, TenantId tenant, EnvironmentName environment, CancellationToken cancellationToken) =>
        _reader.ReadAsync(TenantReads.NewestAsync, (account.Value, tenant.ToStorageKey(), environment.Value), cancellationToken);

    public ValueTask<Tenant?> FindTenantAsync(TenantKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _reader.ReadAsync(TenantReads.FindAsync, (key.Account.Value, key.Tenant.ToStorageKey(), key.Environment.Value, key.Generation), cancellationToken);
    }

    public ValueTask<TenantStanding> FindTenantStandingAsync(TenantKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _reader.ReadAsync(TenantReads.FindStandingAsync, (key.Account.Value, key.Tenant.ToStorageKey(), key.Environment.Value, key.Generation), cancellationToken);
    }

    public ValueTask<Tenant?> FindTenantByAliasAsync(CloudAccountName account, EnvironmentAlias alias, CancellationToken cancellationToken) =>
        _reader.ReadAsync(TenantReads.FindByAliasAsync, (account.Value, alias.Value), cancellationToken);

    public ValueTask<EnvironmentBinding?> FindBindingAsync(CloudAccountName account, EnvironmentId environment, CancellationToken cancellationToken) =>
        _reader.ReadAsync(TenantReads.FindBindingAsync, (account.Value, environment), cancellationToken);

    public IAsyncEnumerable<Tenant> ListTenantsAsync(CloudAccountName account, TenantQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        CheckPageSize(query.PageSize);
        return Pages.ReadAsync<TenantQuery, Tenant>(_reader, TenantReads.PageAsync, (account.Value, query), query.PageSize, cancellationToken);
    }

    public ValueTask<TenantOperation?> FindOperationAsync(OperationId operation, CancellationToken cancellationToken) =>
        _reader.ReadAsync(OperationReads.FindAsync, operation.Value, cancellationToken);

    public IAsyncEnumerable<TenantOperation> ListOperationsAsync(CloudAccountName account, OperationQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        CheckPageSize(query.PageSize);
        return Pages.ReadAsync<OperationQuery, TenantOperation>(_reader, OperationReads.PageAsync, (account.Value, query), query.PageSize, cancellationToken);
    }

    public ValueTask<IReadOnlyList<TenantOperation>> ReadDueOperationsAsync(
        CloudAccountName account, DateTimeOffset dueBefore, DateTimeOffset leaseExpiredBefore, int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return _reader.ReadAsync(OperationReads.DueAsync, (account.Value, dueBefore.UtcTicks, leaseExpiredBefore.UtcTicks, max), cancellationToken);
    }

    public ValueTask<IReadOnlyList<JournalEntry>> ReadJournalAsync(OperationId operation, long afterSequence, CancellationToken cancellationToken) =>
        _reader.ReadAsync(OperationReads.JournalAsync, (operation.Value, afterSequence), cancellationToken);

    public ValueTask<IReadOnlyList<ApiKeySlot>> ReadApiKeySlotsAsync(CloudAccountName account, EnvironmentId environment, CancellationToken cancellationToken) =>
        _reader.ReadAsync(ApiKeyReads.ListAsync, (account.Value, environment), cancellationToken);

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAuditAsync(long afterSequence, int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(afterSequence);
        return _reader.ReadAsync(AuditReads.ListAsync, (afterSequence, max), cancellationToken);
    }

    public ValueTask<long> ReadAuditCursorAsync(string sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return _reader.ReadAsync(AuditReads.PositionAsync, sink, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        await _reader.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Stops taking commits; what is queued is still written. For containers that cannot wait.</summary>
    public void Dispose()
    {
        _writer.Stop();
        _reader.Dispose();
    }

    private async Task SettleSchemaAsync(MultiTenantDbContext context, CancellationToken cancellationToken)
    {
        if (_options.EnsureSchemaAtStart)
        {
            await _schema.EnsureAsync(context, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await _schema.CheckAsync(context, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<StoreIdentity> PinAsync(ReaderSession session, StoreIdentity proposed, CancellationToken cancellationToken)
    {
        var pin = new StorePin(session);
        await using (pin.ConfigureAwait(false))
        {
            if (await pin.SetAsync(proposed, cancellationToken).ConfigureAwait(false))
            {
                StoreLog.Pinned(_logger, proposed.Deployment.Value);
            }

            return await pin.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static void CheckPageSize(int pageSize)
    {
        if (pageSize is < 1 or > 1000)
        {
            throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, $"The page size is {pageSize}: give 1 to 1,000.");
        }
    }
}
