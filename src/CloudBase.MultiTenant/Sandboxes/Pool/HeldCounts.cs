using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Counts what tenants hold of a pool, on whatever host, for who is served first.</summary>
internal sealed class HeldCounts(PoolDefinition pool, PoolMembers members)
{
    /// <summary>Who holds more than these is served last all the same.</summary>
    private const int Most = 64;

    private static readonly SandboxMemberState[] s_held = [SandboxMemberState.Binding, SandboxMemberState.Leased, SandboxMemberState.Restoring];

    /// <summary>Reads the ids of the members that each of the tenants has claimed or holds, as the store has them.</summary>
    public async ValueTask<Dictionary<TenantId, string[]>> ReadAsync(IReadOnlyCollection<TenantId> tenants)
    {
        Dictionary<TenantId, string[]> held = [];
        foreach (TenantId tenant in tenants)
        {
            IReadOnlyList<SandboxMember> rows = await members.ReadAsync(
                new SandboxMemberQuery { Pool = pool.Name, Tenant = tenant, States = s_held }, Most, CancellationToken.None).ConfigureAwait(false);
            held[tenant] = [.. rows.Select(r => r.Id)];
        }

        return held;
    }
}
