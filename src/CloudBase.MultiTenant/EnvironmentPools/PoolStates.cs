using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Stores;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>Reads and changes the state of a pool, one host after the other.</summary>
internal sealed class PoolStates(IMultiTenantStore store, IEnvironmentCloud cloud, PoolPlan plan, TimeProvider time)
{
    private const string Kind = "environment-pool";

    public async ValueTask<(PoolState State, SharedRecord Record)> ReadAsync(CancellationToken cancellationToken)
    {
        SharedRecord record = await store.FindSharedRecordAsync(cloud.Account, Kind, PoolPlan.Name, cancellationToken).ConfigureAwait(false)
            ?? Absent();
        return (PoolState.Read(record.Data), record);
    }

    public SharedRecord Write(SharedRecord record, PoolState state) => record with { Data = state.Write(), UpdatedAt = time.GetUtcNow() };

    /// <summary>Changes the state as it is stored now, whoever changed it before.</summary>
    /// <exception cref="StoreUnavailableException">Other hosts were faster every time: nothing was changed.</exception>
    public async ValueTask ChangeAsync(Func<PoolState, PoolState> change, CancellationToken cancellationToken)
    {
        if (!await store.TryChangeAsync(Absent(), data => change(PoolState.Read(data)).Write(), time, cancellationToken).ConfigureAwait(false))
        {
            throw new StoreUnavailableException("The state of the environment pool changes faster than this host can write it, and is as it was: try again.");
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

    private SharedRecord Absent() => new() { Account = cloud.Account, Kind = Kind, Name = PoolPlan.Name, Data = new PoolState().Write(), UpdatedAt = time.GetUtcNow() };
}
