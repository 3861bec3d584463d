using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Tests.Credentials;

/// <summary>Counts reads of tenants, and runs a hook before commits and reads, which may throw.</summary>
internal sealed class CountingStore(IMultiTenantStore inner) : IMultiTenantStore
{
    private int _tenantReads;

    public IMultiTenantStore Inner => inner;

    public int TenantReads => _tenantReads;

    public Func<ChangeSet, Task> BeforeCommit { get; set; } = _ => Task.CompletedTask;

    public Func<Task> BeforeTenantRead { get; set; } = () => Task.CompletedTask;

    public bool IsDurable => inner.IsDurable;

    public ValueTask EnsureSchemaAsync(CancellationToken cancellationToken) => inner.EnsureSchemaAsync(cancellationToken);

    public ValueTask<StoreIdentity> OpenAsync(StoreIdentity proposed, CancellationToken cancellationToken) => inner.OpenAsync(proposed, cancellationToken);

    public async ValueTask<CommitResult> CommitAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        await BeforeCommit(changes);
        return await inner.CommitAsync(changes, cancellationToken);
    }

    public async ValueTask<Tenant?> FindTenantAsync(CloudAccountName account, TenantId tenant, EnvironmentName environment, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _tenantReads);
        await BeforeTenantRead();
        return await inner.FindTenantAsync(account, tenant, environment, cancellationToken);
    }

    public ValueTask<Tenant?> FindTenantAsync(TenantKey key, CancellationToken cancellationToken) => inner.FindTenantAsync(key, cancellationToken);

    public ValueTask<Tenant?> FindTenantByAliasAsync(CloudAccountName account, EnvironmentAlias alias, CancellationToken cancellationToken) =>
        inner.FindTenantByAliasAsync(account, alias, cancellationToken);

    public ValueTask<EnvironmentBinding?> FindBindingAsync(CloudAccountName account, EnvironmentId environment, CancellationToken cancellationToken) =>
        inner.FindBindingAsync(account, environment, cancellationToken);

    public IAsyncEnumerable<Tenant> ListTenantsAsync(CloudAccountName account, TenantQuery query, CancellationToken cancellationToken) =>
        inner.ListTenantsAsync(account, query, cancellationToken);

    public ValueTask<TenantOperation?> FindOperationAsync(OperationId operation, CancellationToken cancellationToken) =>
        inner.FindOperationAsync(operation, cancellationToken);

    public IAsyncEnumerable<TenantOperation> ListOperationsAsync(CloudAccountName account, OperationQuery query, CancellationToken cancellationToken) =>
        inner.ListOperationsAsync(account, query, cancellationToken);

    public ValueTask<IReadOnlyList<TenantOperation>> ReadDueOperationsAsync(
        CloudAccountName account, DateTimeOffset dueBefore, DateTimeOffset leaseExpiredBefore, int max, CancellationToken cancellationToken) =>
        inner.ReadDueOperationsAsync(account, dueBefore, leaseExpiredBefore, max, cancellationToken);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadJournalAsync(OperationId operation, long afterSequence, CancellationToken cancellationToken) =>
        inner.ReadJournalAsync(operation, afterSequence, cancellationToken);

    public ValueTask<IReadOnlyList<ApiKeySlot>> ReadApiKeySlotsAsync(CloudAccountName account, EnvironmentId environment, CancellationToken cancellationToken) =>
        inner.ReadApiKeySlotsAsync(account, environment, cancellationToken);

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAuditAsync(long afterSequence, int max, CancellationToken cancellationToken) =>
        inner.ReadAuditAsync(afterSequence, max, cancellationToken);

    public ValueTask<long> ReadAuditCursorAsync(string sink, CancellationToken cancellationToken) => inner.ReadAuditCursorAsync(sink, cancellationToken);

    public ValueTask<SandboxMember?> FindSandboxMemberAsync(CloudAccountName account, string id, CancellationToken cancellationToken) =>
        inner.FindSandboxMemberAsync(account, id, cancellationToken);

    public ValueTask<IReadOnlyList<SandboxMember>> ReadSandboxMembersAsync(
        CloudAccountName account, SandboxMemberQuery query, int max, CancellationToken cancellationToken) =>
        inner.ReadSandboxMembersAsync(account, query, max, cancellationToken);

    public ValueTask<IReadOnlyList<SandboxMemberCount>> CountSandboxMembersAsync(CloudAccountName account, string pool, CancellationToken cancellationToken) =>
        inner.CountSandboxMembersAsync(account, pool, cancellationToken);

    public ValueTask<PooledEnvironment?> FindPooledEnvironmentAsync(CloudAccountName account, string id, CancellationToken cancellationToken) =>
        inner.FindPooledEnvironmentAsync(account, id, cancellationToken);

    public ValueTask<IReadOnlyList<PooledEnvironment>> ReadPooledEnvironmentsAsync(
        CloudAccountName account, PooledEnvironmentQuery query, int max, CancellationToken cancellationToken) =>
        inner.ReadPooledEnvironmentsAsync(account, query, max, cancellationToken);

    public ValueTask<IReadOnlyList<PooledEnvironmentCount>> CountPooledEnvironmentsAsync(CloudAccountName account, string pool, CancellationToken cancellationToken) =>
        inner.CountPooledEnvironmentsAsync(account, pool, cancellationToken);

    public ValueTask<SharedRecord?> FindSharedRecordAsync(CloudAccountName account, string kind, string name, CancellationToken cancellationToken) =>
        inner.FindSharedRecordAsync(account, kind, name, cancellationToken);

    public ValueTask<IReadOnlyList<SharedRecord>> ReadSharedRecordsAsync(CloudAccountName account, string kind, CancellationToken cancellationToken) =>
        inner.ReadSharedRecordsAsync(account, kind, cancellationToken);
}
