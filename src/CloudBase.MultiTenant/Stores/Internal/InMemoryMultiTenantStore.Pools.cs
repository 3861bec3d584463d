using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>Reads of the rows of pools, and of what hosts share.</summary>
internal sealed partial class InMemoryMultiTenantStore
{
    public ValueTask<SandboxMember?> FindSandboxMemberAsync(CloudAccountName account, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(id);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_state.Sandboxes.Find(account, id));
    }

    public ValueTask<IReadOnlyList<SandboxMember>> ReadSandboxMembersAsync(
        CloudAccountName account, SandboxMemberQuery query, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_state.Sandboxes.Read(account, query, max));
    }

    public ValueTask<IReadOnlyList<SandboxMemberCount>> CountSandboxMembersAsync(CloudAccountName account, string pool, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pool);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<SandboxMemberCount>>(
        [
            .. _state.Sandboxes.CountsOf(account, pool).Select(c => new SandboxMemberCount(c.Alike.Template, c.Alike.State, c.Alike.IsNeutral, c.Count)),
        ]);
    }

    public ValueTask<PooledEnvironment?> FindPooledEnvironmentAsync(CloudAccountName account, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(id);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_state.PooledEnvironments.Find(account, id));
    }

    public ValueTask<IReadOnlyList<PooledEnvironment>> ReadPooledEnvironmentsAsync(
        CloudAccountName account, PooledEnvironmentQuery query, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_state.PooledEnvironments.Read(account, query, max));
    }

    public ValueTask<IReadOnlyList<PooledEnvironmentCount>> CountPooledEnvironmentsAsync(CloudAccountName account, string pool, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pool);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<PooledEnvironmentCount>>([.. _state.PooledEnvironments.CountsOf(account, pool)]);
    }

    public ValueTask<SharedRecord?> FindSharedRecordAsync(CloudAccountName account, string kind, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(name);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_state.SharedRecordsOf(account, kind).GetValueOrDefault(name));
    }

    public ValueTask<IReadOnlyList<SharedRecord>> ReadSharedRecordsAsync(CloudAccountName account, string kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<SharedRecord>>([.. _state.SharedRecordsOf(account, kind).Values]);
    }
}
