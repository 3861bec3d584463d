using CloudBase.MultiTenant.EntityFrameworkCore.Commits;
using CloudBase.MultiTenant.EntityFrameworkCore.Mapping;
using CloudBase.MultiTenant.EntityFrameworkCore.Reads;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.EntityFrameworkCore.Schema;
using CloudBase.MultiTenant.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.EntityFrameworkCore;

/// <summary>The durable store. Commits go through one writer; reads run on their own connections and never wait for it.</summary>
internal sealed partial class EfCoreMultiTenantStore : IMultiTenantStore, IAsyncDisposable, IDisposable
{
    private readonly StoreQueries _queries = new();
    private readonly PoolQueries _pools = new();
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
        _reader = new StoreReader(contexts, errors);
        _writer = new GroupCommitWriter(contexts, errors, options.MaxBatch, logger);
    }

    public bool IsDurable => true;

    public async ValueTask EnsureSchemaAsync(CancellationToken cancellationToken) =>
        await _reader.ReadAsync(
            static async (context, schema, token) =>
            {
                await schema.EnsureAsync(context, token).ConfigureAwait(false);
                return true;
            },
            _schema,
            cancellationToken).ConfigureAwait(false);

    public async ValueTask<StoreIdentity> OpenAsync(StoreIdentity proposed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(proposed);
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

        RowChange[] rows = [.. changes.Changes.Select(RowChange.Of)];
        return await _writer.WriteAsync(new PendingCommit(rows), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<Tenant?> FindTenantAsync(CloudAccountName account, TenantId tenant, EnvironmentName environment, CancellationToken cancellationToken) =>
        _reader.ReadAsync(
            static async (context, a, token) => await a.Query(context, a.Account, a.Hash, a.Environment, token).ConfigureAwait(false) is { } row
                ? TenantMapping.ToTenant(row)
                : null,
            (Query: _queries.NewestTenant, Account: account.Value, Hash: tenant.ToStorageKey(), Environment: environment.Value),
            cancellationToken);

    public ValueTask<Tenant?> FindTenantAsync(TenantKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _reader.ReadAsync(
            static async (context, a, token) =>
                await a.Query(context, a.key.Account.Value, a.key.Tenant.ToStorageKey(), a.key.Environment.Value, a.key.Generation, token).ConfigureAwait(false) is { } row
                    ? TenantMapping.ToTenant(row)
                    : null,
            (Query: _queries.Tenant, key),
            cancellationToken);
    }

    public ValueTask<Tenant?> FindTenantByAliasAsync(CloudAccountName account, EnvironmentAlias alias, CancellationToken cancellationToken) =>
        _reader.ReadAsync(
            static async (context, a, token) => await a.Query(context, a.Account, a.Alias, token).ConfigureAwait(false) is { } row
                ? TenantMapping.ToTenant(row)
                : null,
            (Query: _queries.TenantByAlias, Account: account.Value, Alias: alias.Value),
            cancellationToken);

    public ValueTask<EnvironmentBinding?> FindBindingAsync(CloudAccountName account, EnvironmentId environment, CancellationToken cancellationToken) =>
        _reader.ReadAsync(
            // Compared again here: a collation that folds case must not hand out a neighbour's binding.
            static async (context, a, token) => await a.Query(context, a.Account, a.Environment, token).ConfigureAwait(false) is { } row
                && row.EnvironmentId == a.Environment
                    ? TenantMapping.ToBinding(row)
                    : null,
            (Query: _queries.Binding, Account: account.Value, Environment: environment.Value),
            cancellationToken);

    public IAsyncEnumerable<Tenant> ListTenantsAsync(CloudAccountName account, TenantQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        CheckPageSize(query.PageSize);
        return new TenantPages(_reader, account.Value, query).ReadAsync(cancellationToken);
    }

    public ValueTask<TenantOperation?> FindOperationAsync(OperationId operation, CancellationToken cancellationToken) =>
        _reader.ReadAsync(
            static async (context, a, token) => await a.Query(context, a.Id, token).ConfigureAwait(false) is { } row
                ? OperationMapping.ToOperation(row)
                : null,
            (Query: _queries.Operation, Id: operation.Value),
            cancellationToken);

    public IAsyncEnumerable<TenantOperation> ListOperationsAsync(CloudAccountName account, OperationQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        CheckPageSize(query.PageSize);
        return new OperationPages(_reader, account.Value, query).ReadAsync(cancellationToken);
    }

    public ValueTask<IReadOnlyList<TenantOperation>> ReadDueOperationsAsync(
        CloudAccountName account, DateTimeOffset dueBefore, DateTimeOffset leaseExpiredBefore, int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return _reader.ReadAsync(
            static (context, a, token) => StoreReader.ToListAsync(
                a.Query(context, a.Account, a.Due, a.Expired, a.max), OperationMapping.ToOperation, token),
            (Query: _queries.Due, Account: account.Value, Due: dueBefore.UtcTicks, Expired: leaseExpiredBefore.UtcTicks, max),
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<JournalEntry>> ReadJournalAsync(OperationId operation, long afterSequence, CancellationToken cancellationToken) =>
        _reader.ReadAsync(
            static (context, a, token) => StoreReader.ToListAsync(a.Query(context, a.Id, a.afterSequence), OperationMapping.ToEntry, token),
            (Query: _queries.Journal, Id: operation.Value, afterSequence),
            cancellationToken);

    public ValueTask<IReadOnlyList<ApiKeySlot>> ReadApiKeySlotsAsync(CloudAccountName account, EnvironmentId environment, CancellationToken cancellationToken) =>
        _reader.ReadAsync(
            static async (context, a, token) =>
            {
                IReadOnlyList<ApiKeySlot> slots = await StoreReader.ToListAsync(
                    a.Query(context, a.Account, a.environment.Value), ApiKeySlotMapping.ToSlot, token).ConfigureAwait(false);
                return slots.All(s => s.Environment == a.environment) ? slots : [.. slots.Where(s => s.Environment == a.environment)];
            },
            (Query: _queries.ApiKeySlots, Account: account.Value, environment),
            cancellationToken);

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAuditAsync(long afterSequence, int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(afterSequence);
        return _reader.ReadAsync(
            static (context, a, token) => StoreReader.ToListAsync(a.Query(context, a.afterSequence, a.max), AuditMapping.ToRecord, token),
            (Query: _queries.Audit, afterSequence, max),
            cancellationToken);
    }

    public ValueTask<long> ReadAuditCursorAsync(string sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return _reader.ReadAsync(
            static async (context, a, token) => (await a.Query(context, a.sink, token).ConfigureAwait(false))?.Sequence ?? 0,
            (Query: _queries.AuditCursor, sink),
            cancellationToken);
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    /// <summary>Stops taking commits; what is queued is still written. For containers that cannot wait.</summary>
    public void Dispose() => _writer.Stop();

    private async Task<StoreIdentity> PinAsync(MultiTenantDbContext context, StoreIdentity proposed, CancellationToken cancellationToken)
    {
        if (_options.EnsureSchemaAtStart)
        {
            await _schema.EnsureAsync(context, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await _schema.CheckAsync(context, cancellationToken).ConfigureAwait(false);
        }

        StoreRow row = await context.Stores.SingleAsync(r => r.Id == 1, cancellationToken).ConfigureAwait(false);
        if (row.Deployment is null)
        {
            int changed = await context.Stores.Where(r => r.Id == 1 && r.Deployment == null).ExecuteUpdateAsync(
                update => update.SetProperty(r => r.Deployment, proposed.Deployment.Value)
                    .SetProperty(r => r.MarkerKey, proposed.MarkerKey)
                    .SetProperty(r => r.CreatedAt, proposed.CreatedAt.UtcTicks),
                cancellationToken).ConfigureAwait(false);
            if (changed == 1)
            {
                StoreLog.Pinned(_logger, proposed.Deployment.Value);
            }

            row = await context.Stores.SingleAsync(r => r.Id == 1, cancellationToken).ConfigureAwait(false);
        }

        return new StoreIdentity(DeploymentName.Parse(row.Deployment!), row.MarkerKey!, Instant.Of(row.CreatedAt ?? 0));
    }

    private static void CheckPageSize(int pageSize)
    {
        if (pageSize is < 1 or > 1000)
        {
            throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, $"The page size is {pageSize}: give 1 to 1,000.");
        }
    }
}
