using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Empties a drained pool: has stopped what is warm, and paused what nobody holds. Only rows are written; who finds them due does the rest.</summary>
internal sealed class PoolDraining(PoolDefinition pool, PoolParts parts, PoolMembers members)
{
    private const int AtOnce = 1_000;

    private static readonly SandboxMemberState[] s_toEmpty = [SandboxMemberState.Creating, SandboxMemberState.Ready, SandboxMemberState.Idle];

    /// <summary>Takes what is to be taken now. What was claimed or returned in between has changed its row, and is looked at the next time.</summary>
    /// <returns>How many are being stopped and paused by that, and how many have work declared in them.</returns>
    public async Task<(int Stopping, int Pausing, int AtWork)> RunAsync(DrainState state, CancellationToken cancellationToken)
    {
        (int stopping, int pausing, int atWork) = (0, 0, 0);
        foreach (SandboxMember row in await members.ReadAsync(new SandboxMemberQuery { Pool = pool.Name, States = s_toEmpty }, AtOnce, cancellationToken).ConfigureAwait(false))
        {
            if (row.Tenant is null)
            {
                stopping += await StopAsync(row).ConfigureAwait(false) ? 1 : 0;
            }
            else if (row.State == SandboxMemberState.Idle && IsAtWork(row) && !(state.LeasesEndAt <= parts.Now))
            {
                atWork++;
            }
            else if (row.State == SandboxMemberState.Idle)
            {
                pausing += await PauseAsync(row).ConfigureAwait(false) ? 1 : 0;
            }
        }

        return (stopping, pausing, atWork);
    }

    /// <summary>Whether work was declared in it that goes on without a holder.</summary>
    private bool IsAtWork(SandboxMember row) => row.FindActiveUntil() > parts.Now + pool.Options.IdleAfter;

    // A start that is under way finds its row changed when it is done, and what it has made is stopped then.
    private async Task<bool> StopAsync(SandboxMember row)
    {
        bool isTaken = (await members.UpdateAsync(members.Free(row, SandboxMemberState.Stopping, parts.Now)).ConfigureAwait(false)).Member is not null;
        if (isTaken)
        {
            SandboxPoolLog.Ending(parts.Log, row.Id, pool.Name, row.Sandbox, row.State, "its pool is drained");
        }

        return isTaken;
    }

    private async Task<bool> PauseAsync(SandboxMember row) =>
        (await members.UpdateAsync(members.Free(row, SandboxMemberState.Marked, parts.Now).WithActiveUntil(null)).ConfigureAwait(false)).Member is not null;
}
