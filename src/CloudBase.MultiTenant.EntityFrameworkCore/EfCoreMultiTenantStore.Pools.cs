using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore;

/// <summary>Reads of the rows of pools, and of what hosts share.</summary>
internal sealed partial class EfCoreMultiTenantStore
{
    public ValueTask<SandboxMember?> FindSandboxMemberAsync(CloudAccountName account, string id, CancellationToken cancellationToken) => throw NotYet();

    public ValueTask<IReadOnlyList<SandboxMember>> ReadSandboxMembersAsync(
        CloudAccountName account, SandboxMemberQuery query, int max, CancellationToken cancellationToken) => throw NotYet();

    public ValueTask<IReadOnlyList<SandboxMemberCount>> CountSandboxMembersAsync(CloudAccountName account, string pool, CancellationToken cancellationToken) =>
        throw NotYet();

    public ValueTask<PooledEnvironment?> FindPooledEnvironmentAsync(CloudAccountName account, string id, CancellationToken cancellationToken) => throw NotYet();

    public ValueTask<IReadOnlyList<PooledEnvironment>> ReadPooledEnvironmentsAsync(
        CloudAccountName account, PooledEnvironmentQuery query, int max, CancellationToken cancellationToken) => throw NotYet();

    public ValueTask<IReadOnlyList<PooledEnvironmentCount>> CountPooledEnvironmentsAsync(CloudAccountName account, string pool, CancellationToken cancellationToken) =>
        throw NotYet();

    public ValueTask<SharedRecord?> FindSharedRecordAsync(CloudAccountName account, string kind, string name, CancellationToken cancellationToken) => throw NotYet();

    public ValueTask<IReadOnlyList<SharedRecord>> ReadSharedRecordsAsync(CloudAccountName account, string kind, CancellationToken cancellationToken) => throw NotYet();

    private static NotSupportedException NotYet() => new("This store keeps no pools yet: use the store in memory for them.");
}
