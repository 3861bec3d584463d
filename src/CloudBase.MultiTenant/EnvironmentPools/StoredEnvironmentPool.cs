using System.Runtime.CompilerServices;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>The pool as the store has it.</summary>
internal sealed class StoredEnvironmentPool(
    StoreGate gate, IEnvironmentCloud cloud, ITenantOperations operations, PoolPlan plan, PoolStates states, PoolRows rows, PoolDraining draining, PoolCost cost, TimeProvider time)
    : IEnvironmentPool
{
    private const int Most = 30_000;

    public async ValueTask<EnvironmentPoolStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<PooledEnvironmentCount> counts = await gate.Store.CountPooledEnvironmentsAsync(cloud.Account, PoolPlan.Name, cancellationToken).ConfigureAwait(false);
        PoolState state = (await states.ReadAsync(cancellationToken).ConfigureAwait(false)).State;
        int Of(PooledEnvironmentState s) => counts.Where(c => c.State == s).Sum(c => c.Count);
        int idle = Of(PooledEnvironmentState.Ready) + Of(PooledEnvironmentState.Failed) + Of(PooledEnvironmentState.Parked);
        (decimal? monthly, string? currency) = cost.Of(idle);
        return new EnvironmentPoolStatus
        {
            Target = plan.Options.Target,
            Ceiling = plan.Options.CeilingOrDefault,
            Ready = Of(PooledEnvironmentState.Ready),
            Creating = Of(PooledEnvironmentState.Creating),
            Failed = Of(PooledEnvironmentState.Failed),
            Draining = Of(PooledEnvironmentState.Draining),
            Parked = Of(PooledEnvironmentState.Parked),
            Claimed = Of(PooledEnvironmentState.Claimed),
            IsDrained = state.IsDrained,
            ClosedUntil = state.IsClosed(time.GetUtcNow()) ? state.ClosedUntil : null,
            IdleCostMonthly = monthly,
            Currency = currency,
        };
    }

    public async IAsyncEnumerable<EnvironmentPoolMember> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        foreach (PooledEnvironment row in await ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            Tenant? subject = await gate.Store.FindTenantAsync(row.Subject, cancellationToken).ConfigureAwait(false);
            yield return new EnvironmentPoolMember(
                row.Id, row.State, row.Environment ?? subject?.EnvironmentId, row.PaidUntil, subject?.CurrentOperation, row.Reason);
        }
    }

    public async ValueTask<EnvironmentPoolDrain> DrainAsync(CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        await states.ChangeAsync(s => s with { IsDrained = true }, cancellationToken).ConfigureAwait(false);
        List<OperationId> removing = [];
        List<OperationId> cancelling = [];
        List<string> left = [];
        foreach (PooledEnvironment row in await ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            Tenant? subject = await gate.Store.FindTenantAsync(row.Subject, cancellationToken).ConfigureAwait(false);
            TenantOperation? operation = subject?.CurrentOperation is { } current
                ? await gate.Store.FindOperationAsync(current, cancellationToken).ConfigureAwait(false)
                : null;
            await DrainAsync(row, operation, removing, cancelling, left, cancellationToken).ConfigureAwait(false);
        }

        return new EnvironmentPoolDrain(removing, cancelling, left);
    }

    public async ValueTask ResumeAsync(CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        await states.ChangeAsync(s => s with { IsDrained = false, ClosedUntil = null, FailuresInARow = 0 }, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<IReadOnlyList<PooledEnvironment>> ReadAsync(CancellationToken cancellationToken) => gate.Store.ReadPooledEnvironmentsAsync(
        cloud.Account, PoolPlan.Query(PoolCare.Unclaimed), Most, cancellationToken);

    private async ValueTask DrainAsync(
        PooledEnvironment row, TenantOperation? operation, List<OperationId> removing, List<OperationId> cancelling, List<string> left, CancellationToken cancellationToken)
    {
        switch (operation)
        {
            case { Kind: OperationKind.FillPool, IsFinal: false }:
                await operations.CancelAsync(operation.Id, cancellationToken).ConfigureAwait(false);
                cancelling.Add(operation.Id);
                break;
            case { Kind: OperationKind.DrainPoolMember, State: OperationState.Parked }:
                left.Add($"{row.Id}: {row.Reason}");
                break;
            case { Kind: OperationKind.DrainPoolMember, IsFinal: false }:
                removing.Add(operation.Id);
                break;
            case { IsFinal: false }:
                left.Add($"{row.Id}: it is being renewed, and is removed after that.");
                break;
            default:
                await BeginAsync(row, removing, left, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask BeginAsync(PooledEnvironment row, List<OperationId> removing, List<string> left, CancellationToken cancellationToken)
    {
        if (await draining.TryBeginAsync(row, cancellationToken).ConfigureAwait(false) is { } begun)
        {
            removing.Add(begun);
        }
        else if (await gate.Store.FindPooledEnvironmentAsync(cloud.Account, row.Id, cancellationToken).ConfigureAwait(false)
            is { State: not (PooledEnvironmentState.Claimed or PooledEnvironmentState.Removed) } still)
        {
            // Somebody is at work on it; whoever looks at the pool next comes back to it.
            await rows.TryChangeAsync(still, m => m with { DueAt = time.GetUtcNow() }, cancellationToken).ConfigureAwait(false);
            left.Add($"{row.Id}: it is {still.State}, and is looked at again.");
        }
    }
}
