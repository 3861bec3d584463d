using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>Reads and changes the state of a pool, one host after the other.</summary>
internal sealed class PoolStates(IMultiTenantStore store, IEnvironmentCloud cloud, PoolPlan plan, TimeProvider time)
{
    private const string Kind = "environment-pool";
    private const int MaxTries = 20;

    public async ValueTask<(PoolState State, SharedRecord Record)> ReadAsync(CancellationToken cancellationToken)
    {
        SharedRecord record = await store.FindSharedRecordAsync(cloud.Account, Kind, PoolPlan.Name, cancellationToken).ConfigureAwait(false)
            ?? new SharedRecord { Account = cloud.Account, Kind = Kind, Name = PoolPlan.Name, Data = new PoolState().Write(), UpdatedAt = time.GetUtcNow() };
        return (PoolState.Read(record.Data), record);
    }

    public SharedRecord Write(SharedRecord record, PoolState state) => record with { Data = state.Write(), UpdatedAt = time.GetUtcNow() };

    /// <summary>Changes the state as it is stored now, whoever changed it before.</summary>
    public async ValueTask ChangeAsync(Func<PoolState, PoolState> change, CancellationToken cancellationToken)
    {
        for (int i = 0; i < MaxTries; i++)
        {
            (PoolState state, SharedRecord record) = await ReadAsync(cancellationToken).ConfigureAwait(false);
            PoolState changed = change(state);
            if (changed == state
                || (await store.CommitAsync(ChangeSet.Of(new StoreChange.PutSharedRecord(Write(record, changed))), cancellationToken).ConfigureAwait(false)).IsCommitted)
            {
                return;
            }
        }
    }

    /// <summary>Notes how a filling ended. What a crash loses of that is a delay, so that it is no part of the operation's commit.</summary>
    public async ValueTask NoteAsync(bool isFilled)
    {
        try
        {
            await ChangeAsync(s => isFilled ? s.Succeeded(plan.Options) : s.Failed(time.GetUtcNow(), plan.Options), CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // The operation has said what matters.
        }
    }
}
