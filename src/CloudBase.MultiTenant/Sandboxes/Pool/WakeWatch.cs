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

    public Task LookAsync(IReadOnlyList<SandboxMember> awake, CancellationToken cancellationToken) => _sightings.LookAsync(
        [.. awake.Select(row => (row.Sandbox!.Value.Value, row))], MemberEnd.Visibility, int.MaxValue, static _ => { }, (row, _) => SettleAsync(row), cancellationToken);

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
