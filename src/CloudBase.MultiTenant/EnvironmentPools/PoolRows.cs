using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>Changes rows that no operation is at work on: each change holds only where the row is still as it was read.</summary>
internal sealed class PoolRows(IMultiTenantStore store, TimeProvider time)
{
    public async ValueTask<bool> TryChangeAsync(PooledEnvironment row, Func<PooledEnvironment, PooledEnvironment> change, CancellationToken cancellationToken) =>
        (await store.CommitAsync(ChangeSet.Of(Change(row, change)), cancellationToken).ConfigureAwait(false)).IsCommitted;

    public StoreChange Change(PooledEnvironment row, Func<PooledEnvironment, PooledEnvironment> change) =>
        new StoreChange.UpdatePooledEnvironment(change(row) with { UpdatedAt = time.GetUtcNow() });

    /// <summary>Takes a member that is not fit to be handed out from the claimers.</summary>
    public ValueTask<bool> SetAsideAsync(PooledEnvironment row, string reason, CancellationToken cancellationToken) => TryChangeAsync(
        row, m => m with { State = PooledEnvironmentState.Failed, Reason = reason, DueAt = time.GetUtcNow() }, cancellationToken);
}
