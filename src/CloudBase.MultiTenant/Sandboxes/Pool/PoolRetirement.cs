using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Empties a pool that is to be taken away: has everything in it stopped, what is paused too, once no host uses the pool any more. What is held stays its holder's until it is returned.</summary>
internal sealed class PoolRetirement(PoolDefinition pool, PoolParts parts, PoolMembers members, MemberEnd end, PoolTemplate template)
{
    /// <summary>The record that says that a host empties the pool.</summary>
    public const string Kind = "sandbox-retired";

    private const int AtOnce = 64;

    private static readonly TimeSpan s_renewal = TimeSpan.FromMinutes(1);

    private static readonly ParallelOptions s_few = new() { MaxDegreeOfParallelism = 8 };

    private static readonly SandboxMemberState[] s_toEnd = [SandboxMemberState.Ready, SandboxMemberState.Idle, SandboxMemberState.Marked, SandboxMemberState.Paused];

    private long? _renewedAt;
    private bool? _isInUse;
    private bool _isEmpty;

    /// <summary>Ends what is there now. What is on its way is found when it has arrived.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await RenewAsync(cancellationToken).ConfigureAwait(false);
        if (await IsInUseAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        IReadOnlyList<SandboxMember> rows = await members.ReadAsync(new SandboxMemberQuery { Pool = pool.Name, States = s_toEnd }, AtOnce, cancellationToken).ConfigureAwait(false);
        await Parallel.ForEachAsync(rows.Where(r => !r.IsEnding()), s_few, async (row, _) =>
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                await end.EndAsync(row, "its pool is retired").ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
        await SayWhenEmptyAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        if (_renewedAt is { } at && parts.Time.GetElapsedTime(at) < s_renewal)
        {
            return;
        }

        SharedRecord record = new() { Account = parts.Account, Kind = Kind, Name = pool.Name, Data = StepData.Empty, UpdatedAt = parts.Now };
        await parts.Store.CommitAsync(ChangeSet.Of(new StoreChange.OverwriteSharedRecord(record)), cancellationToken).ConfigureAwait(false);
        _renewedAt = parts.Time.GetTimestamp();
    }

    // While hosts are replaced, the old ones use the pool: one that was told otherwise must not take away what tenants have in it.
    private async Task<bool> IsInUseAsync(CancellationToken cancellationToken)
    {
        bool isInUse = await template.IsUsedAsync(StrandedPools.Silence, cancellationToken).ConfigureAwait(false);
        if (_isInUse != isInUse)
        {
            _isInUse = isInUse;
            SandboxPoolLog.Retiring(parts.Log, pool.Name, isInUse ? "once no host uses it any more: another one does, or did a quarter of an hour ago" : "now");
        }

        return isInUse;
    }

    private async Task SayWhenEmptyAsync(CancellationToken cancellationToken)
    {
        bool isEmpty = (await parts.Store.CountSandboxMembersAsync(parts.Account, pool.Name, cancellationToken).ConfigureAwait(false)).Sum(c => c.Count) == 0;
        if (isEmpty && !_isEmpty)
        {
            SandboxPoolLog.RetiredEmpty(parts.Log, pool.Name);
        }

        _isEmpty = isEmpty;
    }
}
