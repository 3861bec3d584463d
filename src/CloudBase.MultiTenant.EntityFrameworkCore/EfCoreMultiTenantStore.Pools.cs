using CloudBase.MultiTenant.EntityFrameworkCore.Reads;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore;

/// <summary>Reads of the rows of pools, and of what hosts share.</summary>
internal sealed partial class EfCoreMultiTenantStore
{
    public ValueTask<SandboxMember?> FindSandboxMemberAsync(CloudAccountName account, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _reader.ReadAsync(SandboxMemberReads.FindAsync, (account.Value, id), cancellationToken);
    }

    public ValueTask<IReadOnlyList<SandboxMember>> ReadSandboxMembersAsync(
        CloudAccountName account, SandboxMemberQuery query, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return _reader.ReadAsync(SandboxMemberReads.ListAsync, (account.Value, query, max), cancellationToken);
    }

    public ValueTask<IReadOnlyList<SandboxMemberCount>> CountSandboxMembersAsync(CloudAccountName account, string pool, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return _reader.ReadAsync(SandboxMemberReads.CountAsync, (account.Value, pool), cancellationToken);
    }

    public ValueTask<PooledEnvironment?> FindPooledEnvironmentAsync(CloudAccountName account, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _reader.ReadAsync(PooledEnvironmentReads.FindAsync, (account.Value, id), cancellationToken);
    }

    public ValueTask<IReadOnlyList<PooledEnvironment>> ReadPooledEnvironmentsAsync(
        CloudAccountName account, PooledEnvironmentQuery query, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return _reader.ReadAsync(PooledEnvironmentReads.ListAsync, (account.Value, query, max), cancellationToken);
    }

    public ValueTask<IReadOnlyList<PooledEnvironmentCount>> CountPooledEnvironmentsAsync(CloudAccountName account, string pool, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return _reader.ReadAsync(PooledEnvironmentReads.CountAsync, (account.Value, pool), cancellationToken);
    }

    public ValueTask<SharedRecord?> FindSharedRecordAsync(CloudAccountName account, string kind, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(name);
        return _reader.ReadAsync(SharedRecordReads.FindAsync, (account.Value, kind, name), cancellationToken);
    }

    public ValueTask<IReadOnlyList<SharedRecord>> ReadSharedRecordsAsync(CloudAccountName account, string kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return _reader.ReadAsync(SharedRecordReads.ListAsync, (account.Value, kind), cancellationToken);
    }
}
