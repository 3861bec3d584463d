using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>Begins to order what the pool lacks: within the ceiling, the share of the account's rate, and what goes well.</summary>
/// <remarks>Each order is begun in one commit with the pool's state, so that two hosts that see the same gap do not both fill it.</remarks>
internal sealed class PoolRefill(
    StoreGate gate, IEnvironmentCloud cloud, PoolPlan plan, PoolStates states, PoolSubject subjects, OperationStarter starter, TimeProvider time, ILogger<PoolRefill> log)
{
    /// <returns>How many orders were begun.</returns>
    public async ValueTask<int> RunAsync(CancellationToken cancellationToken)
    {
        StoreIdentity identity = await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        int begun = 0;
        while (await TryBeginAsync(identity, cancellationToken).ConfigureAwait(false))
        {
            begun++;
        }

        return begun;
    }

    private async ValueTask<bool> TryBeginAsync(StoreIdentity identity, CancellationToken cancellationToken)
    {
        (PoolState stored, SharedRecord record) = await states.ReadAsync(cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = time.GetUtcNow();
        PoolState state = stored.At(now, plan.Options);
        if (state.IsDrained || state.IsClosed(now) || state.Bucket.Tokens < 1)
        {
            return false;
        }

        IReadOnlyList<PooledEnvironmentCount> counts = await gate.Store.CountPooledEnvironmentsAsync(cloud.Account, PoolPlan.Name, cancellationToken).ConfigureAwait(false);
        int creating = Count(counts, PooledEnvironmentState.Creating);
        if (creating + Count(counts, PooledEnvironmentState.Ready) >= plan.Options.Target || creating >= Math.Min(state.Window, plan.Options.MaxCreating))
        {
            return false;
        }

        (PooledEnvironment member, Tenant subject, TenantOperation operation) = subjects.Draft(identity);
        CommitResult result = await starter.BeginAsync(
            new StoreChange.InsertTenant(subject),
            operation,
            subject with { Version = 1 },
            [
                new StoreChange.PutSharedRecord(states.Write(record, state with { Bucket = state.Bucket.Without(1) })),
                new StoreChange.InsertPooledEnvironment(member, plan.Options.CeilingOrDefault),
            ],
            cancellationToken).ConfigureAwait(false);
        if (result is { Refused: StoreChange.InsertPooledEnvironment, Reason: { } reason })
        {
            PoolLog.Full(log, reason);
        }

        return result.IsCommitted;
    }

    private int Count(IReadOnlyList<PooledEnvironmentCount> counts, PooledEnvironmentState state) =>
        counts.Where(c => c.State == state && c.Shape == plan.Shape).Sum(c => c.Count);
}
