using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>
/// Finds sandboxes that run though their rows say that they are paused: a resume had its effect when nobody waited for it any more, or somebody else resumed it. It costs, nobody watches it, and its
/// provider ends it with its lifetime. After two sightings it is settled as what a restore has left half done: by how it stands then, and as it was recorded.
/// </summary>
internal sealed class WakeWatch(PoolDefinition pool, PoolParts parts, PoolMembers members)
{
    private readonly OrphanSightings _sightings = new(pool, parts, "sandbox-awake");

    public static bool IsSuspect(SandboxMember row, SandboxInfo info) => row.State == SandboxMemberState.Paused && row.Sandbox == info.Id && info.State == SandboxState.Running && !row.IsEnding();

    public async Task LookAsync(IReadOnlyList<SandboxMember> awake, CancellationToken cancellationToken)
    {
        Dictionary<string, SharedRecord> sightings = await _sightings.ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (SandboxMember row in awake)
        {
            if (!sightings.Remove(row.Sandbox!.Value.Value, out SharedRecord? before))
            {
                await _sightings.PutAsync(row.Sandbox.Value.Value).ConfigureAwait(false);
            }
            else if (parts.Now - OrphanSightings.SeenFirst(before) >= MemberEnd.Visibility && await SettleAsync(row).ConfigureAwait(false))
            {
                await _sightings.ForgetAsync(before).ConfigureAwait(false);
            }
        }

        foreach (SharedRecord over in sightings.Values)
        {
            await _sightings.ForgetAsync(over).ConfigureAwait(false);
        }
    }

    // It runs, so that its row counts again: where there is no room for it, the next sweep tries again.
    private async Task<bool> SettleAsync(SandboxMember row)
    {
        SandboxMember restoring = members.Free(row, SandboxMemberState.Restoring, parts.Now) with { PausedBytes = 0 };
        if ((await members.UpdateAsync(restoring, new SandboxCeilings { PoolTotal = pool.Options.MaxTotal }).ConfigureAwait(false)).Member is null)
        {
            return false;
        }

        SandboxPoolLog.Awake(parts.Log, row.Id, pool.Name, row.Sandbox);
        return true;
    }
}
