using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Holds tenants to the bytes that they may keep paused: counted in the commit that begins a pause, and again where it is recorded.</summary>
internal sealed class PausedRoom(PoolDefinition pool, PoolParts parts, PoolMembers members, MemberEnd end)
{
    /// <summary>How many rows are looked at for the one that is paused for longest: a store gives the oldest first, which need not be that.</summary>
    private const int MostRead = 256;

    /// <summary>Writes a row that counts among what its tenant keeps paused, from before the pause on; the oldest pauses make room for it, or it is stopped.</summary>
    /// <param name="member">The row as it is to be.</param>
    /// <param name="manifest">What the home holds; null where nobody knows, which is no reason to count it as nothing.</param>
    /// <returns>The row as it is stored; null where it is stopped, or another has taken it.</returns>
    public async Task<SandboxMember?> AdmitAsync(SandboxMember member, WorkspaceManifest? manifest)
    {
        Tenant? tenant = await parts.Store.FindTenantAsync(member.Tenant!, CancellationToken.None).ConfigureAwait(false);
        long? limit = TenantCeilings.PausedBytes(tenant, pool.Options);
        SandboxMember counted = member with { PausedBytes = manifest?.Bytes ?? Math.Min(pool.Options.AssumedPausedBytes, limit ?? long.MaxValue) };
        SandboxCeilings ceilings = new() { TenantPausedBytes = limit };

        // What is larger than all that its tenant may keep has no room, however many of the others go; for what is not, as many go as it takes, or they would have gone for nothing.
        bool fits = !(counted.PausedBytes > limit);
        for (int i = 0; fits && i < MostRead; i++)
        {
            MemberWrite written = await members.UpdateAsync(counted, ceilings).ConfigureAwait(false);
            if (written.Ceiling is null)
            {
                return written.Member;
            }

            if (!await EvictOldestAsync(member).ConfigureAwait(false))
            {
                break;
            }
        }

        SandboxPoolLog.OverPausedQuota(parts.Log, member.Id, pool.Name, counted.PausedBytes, limit);
        await end.EndAsync(member, "its tenant may keep no more that is paused").ConfigureAwait(false);
        return null;
    }

    private async Task<bool> EvictOldestAsync(SandboxMember member)
    {
        IReadOnlyList<SandboxMember> paused = await members.ReadAsync(new SandboxMemberQuery { Tenant = member.Tenant!.Tenant, States = [SandboxMemberState.Paused] }, MostRead, CancellationToken.None).ConfigureAwait(false);
        if (paused.Where(p => !p.IsEnding() && p.PausedBytes > 0).MinBy(p => p.StateSince) is not { } oldest)
        {
            return false;
        }

        await end.EndAsync(oldest, "its tenant paused a newer one, and may keep no more").ConfigureAwait(false);
        return true;
    }
}
