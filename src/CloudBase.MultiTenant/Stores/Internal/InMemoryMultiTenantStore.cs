using System.Runtime.CompilerServices;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>A store in this process's memory. Readers see one whole state and never wait; writers take turns.</summary>
internal sealed partial class InMemoryMultiTenantStore : IMultiTenantStore
{
    private readonly Lock _writing = new();
    private volatile InMemoryState _state = InMemoryState.Empty;

    public bool IsDurable => false;

    public ValueTask EnsureSchemaAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }

    public ValueTask<StoreIdentity> OpenAsync(StoreIdentity proposed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(proposed);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_writing)
        {
            _state = _state.Identity is null ? _state with { Identity = proposed } : _state;
        }

        StoreIdentity pinned = _state.Identity!;
        return pinned.Deployment == proposed.Deployment
            ? ValueTask.FromResult(pinned)
            : throw new DeploymentMismatchException(
                $"The store belongs to the deployment '{pinned.Deployment}' and this host is '{proposed.Deployment}': "
                + "give each deployment a store of its own, or configure the name that the store has.",
                pinned.Deployment,
                proposed.Deployment);
    }

    public ValueTask<CommitResult> CommitAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_writing)
        {
            (CommitResult result, _state) = InMemoryCommit.Run(_state, changes);
            return ValueTask.FromResult(result);
        }
    }

    public ValueTask<Tenant?> FindTenantAsync(CloudAccountName account, TenantId tenant, EnvironmentName environment, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        InMemoryState state = _state;
        return ValueTask.FromResult(state.NewestGeneration.TryGetValue((account, tenant, environment), out int generation)
            ? state.Tenants.GetValueOrDefault(new TenantKey(account, tenant, environment, generation))
            : null);
    }

    public ValueTask<Tenant?> FindTenantAsync(TenantKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_state.Tenants.GetValueOrDefault(key));
    }

    public ValueTask<TenantStanding> FindTenantStandingAsync(TenantKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        InMemoryState state = _state;
        return ValueTask.FromResult(state.Tenants.TryGetValue(key, out Tenant? tenant)
            ? new TenantStanding(tenant, state.Sandboxes.UseOf(key.Account, key.Tenant).Total > 0)
            : default);
    }

    public ValueTask<Tenant?> FindTenantByAliasAsync(CloudAccountName account, EnvironmentAlias alias, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        InMemoryState state = _state;
        return ValueTask.FromResult(state.Aliases.TryGetValue((account, alias), out TenantKey? key) ? state.Tenants.GetValueOrDefault(key) : null);
    }

    public ValueTask<EnvironmentBinding?> FindBindingAsync(CloudAccountName account, EnvironmentId environment, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_state.Bindings.GetValueOrDefault((account, environment)));
    }

    public IAsyncEnumerable<Tenant> ListTenantsAsync(CloudAccountName account, TenantQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        CheckPageSize(query.PageSize);
        return ListTenantPagesAsync(account, query, cancellationToken);
    }

    public ValueTask<TenantOperation?> FindOperationAsync(OperationId operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_state.Operations.GetValueOrDefault(operation));
    }

    public IAsyncEnumerable<TenantOperation> ListOperationsAsync(CloudAccountName account, OperationQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        CheckPageSize(query.PageSize);
        return ListOperationPagesAsync(account, query, cancellationToken);
    }

    public ValueTask<IReadOnlyList<TenantOperation>> ReadDueOperationsAsync(
        CloudAccountName account, DateTimeOffset dueBefore, DateTimeOffset leaseExpiredBefore, int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        cancellationToken.ThrowIfCancellationRequested();
        InMemoryState state = _state;
        List<TenantOperation> due = [];
        for (int i = IndexAfter(state.Due.IndexOf(new OperationRank(account.Value, long.MinValue, string.Empty))); i < state.Due.Count && due.Count < max; i++)
        {
            OperationRank rank = state.Due[i];
            if (rank.Account != account.Value || rank.Ticks > dueBefore.UtcTicks)
            {
                break;
            }

            TenantOperation operation = state.Operations[OperationId.Parse(rank.Id)];
            if (operation.Lease is null || operation.Lease.ExpiresAt < leaseExpiredBefore)
            {
                due.Add(operation);
            }
        }

        return ValueTask.FromResult<IReadOnlyList<TenantOperation>>(due);
    }

    public ValueTask<IReadOnlyList<JournalEntry>> ReadJournalAsync(OperationId operation, long afterSequence, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<JournalEntry>>(
            _state.Journals.TryGetValue(operation, out var journal) ? [.. journal.Values.Where(e => e.Sequence > afterSequence)] : []);
    }

    public ValueTask<IReadOnlyList<ApiKeySlot>> ReadApiKeySlotsAsync(CloudAccountName account, EnvironmentId environment, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<ApiKeySlot>>(
            _state.Slots.TryGetValue((account, environment), out var slots) ? [.. slots.Values] : []);
    }

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAuditAsync(long afterSequence, int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(afterSequence);
        cancellationToken.ThrowIfCancellationRequested();
        InMemoryState state = _state;
        int first = (int)Math.Min(afterSequence, state.Audit.Count);
        return ValueTask.FromResult<IReadOnlyList<AuditRecord>>(state.Audit.GetRange(first, Math.Min(max, state.Audit.Count - first)));
    }

    public ValueTask<long> ReadAuditCursorAsync(string sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_state.Cursors.GetValueOrDefault(sink));
    }

    private async IAsyncEnumerable<Tenant> ListTenantPagesAsync(
        CloudAccountName account, TenantQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = new TenantRank(account.Value, string.Empty, string.Empty, 0);
        while (true)
        {
            InMemoryState state = _state;
            int first = IndexAfter(state.TenantOrder.IndexOf(last));
            int end = Math.Min(first + query.PageSize, state.TenantOrder.Count);
            for (int i = first; i < end; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                last = state.TenantOrder[i];
                if (last.Account != account.Value)
                {
                    yield break;
                }

                Tenant tenant = state.Tenants[last.Key!];
                if (IsListed(tenant, query))
                {
                    yield return tenant;
                }
            }

            if (first >= end)
            {
                yield break;
            }

            await Task.CompletedTask.ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<TenantOperation> ListOperationPagesAsync(
        CloudAccountName account, OperationQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = new OperationRank(account.Value, long.MinValue, string.Empty);
        while (true)
        {
            InMemoryState state = _state;
            int first = IndexAfter(state.OperationOrder.IndexOf(last));
            int end = Math.Min(first + query.PageSize, state.OperationOrder.Count);
            for (int i = first; i < end; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                last = state.OperationOrder[i];
                if (last.Account != account.Value)
                {
                    yield break;
                }

                TenantOperation operation = state.Operations[OperationId.Parse(last.Id)];
                if (IsListed(operation, query))
                {
                    yield return operation;
                }
            }

            if (first >= end)
            {
                yield break;
            }

            await Task.CompletedTask.ConfigureAwait(false);
        }
    }

    private static bool IsListed(Tenant tenant, TenantQuery query) =>
        (query.State is { } state ? tenant.State == state : query.IncludeEnded || tenant.State is not (TenantState.Deprovisioned or TenantState.Cancelled))
        && (query.PaidUntilBefore is not { } bound || tenant.PaidUntil < bound);

    private static bool IsListed(TenantOperation operation, OperationQuery query) =>
        (query.State is { } state ? operation.State == state : query.IncludeFinal || !operation.IsFinal)
        && (query.Tenant is not { } tenant || operation.Tenant.Tenant == tenant);

    private static int IndexAfter(int found) => found < 0 ? ~found : found + 1;

    private static void CheckPageSize(int pageSize)
    {
        if (pageSize is < 1 or > 1000)
        {
            throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, $"The page size is {pageSize}: give 1 to 1,000.");
        }
    }
}
