using System.Globalization;
using CloudBase.MultiTenant.EnvironmentPools.Workflows;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>Begins the removal of members. A member is taken from the claimers in the same commit, or is left alone.</summary>
internal sealed class PoolDraining(IMultiTenantStore store, OperationStarter starter, PoolRows rows, PoolTimes times, TimeProvider time)
{
    /// <returns>The operation; null when the member is somebody else's by now, or nothing was bought for it.</returns>
    public async ValueTask<OperationId?> TryBeginAsync(PooledEnvironment row, CancellationToken cancellationToken)
    {
        Tenant? subject = await store.FindTenantAsync(row.Subject, cancellationToken).ConfigureAwait(false);
        if (row.Tenant is not null || subject is null or { CurrentOperation: not null })
        {
            return null;
        }

        if (subject.EnvironmentId is not { } environment)
        {
            await rows.TryChangeAsync(row, m => m with { State = PooledEnvironmentState.Removed, DueAt = time.GetUtcNow() }, cancellationToken).ConfigureAwait(false);
            return null;
        }

        long fence = row.Fence + 1;
        StepData input = StepData.Empty
            .With(PoolMember.Input, row.Id)
            .With(DrainPoolMemberWorkflow.Fence, fence.ToString(CultureInfo.InvariantCulture));
        TenantOperation? operation = await starter.TryStartAsync(
            subject,
            OperationKind.DrainPoolMember,
            input,
            [rows.Change(row, m => m with { State = PooledEnvironmentState.Draining, Environment = environment, Fence = fence, Owner = null, DueAt = times.OfWork(starter.DeadlineFromNow()) })],
            cancellationToken).ConfigureAwait(false);
        return operation?.Id;
    }
}
