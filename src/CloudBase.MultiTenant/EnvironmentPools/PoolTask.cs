using CloudBase.MultiTenant.HealthChecks;
using CloudBase.MultiTenant.Operations;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>Looks after the pool every so often, on whichever host runs the pump: members that are due, then what is missing.</summary>
internal sealed class PoolTask(
    PoolCare care, PoolRefill refill, PoolPlan plan, PoolCost cost, PoolMetrics metrics, ShortageClock shortage, IEnvironmentPool pool, TimeProvider time, ILogger<PoolTask> log)
    : IPumpTask
{
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    public string Name => "the environment pool";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (now < _next)
        {
            return;
        }

        if (_next == DateTimeOffset.MinValue)
        {
            PoolLog.Keeps(log, plan.Options.Target, plan.Spec.PackageId!, cost.InWords(plan.Options.Target));
        }

        _next = now + plan.Options.Interval;
        await care.RunAsync(cancellationToken).ConfigureAwait(false);
        int begun = await refill.RunAsync(cancellationToken).ConfigureAwait(false);
        if (begun > 0)
        {
            PoolLog.Filling(log, begun);
        }

        EnvironmentPoolStatus status = await pool.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        shortage.Note(!status.IsDrained && status.Ready < status.Target);
        metrics.Seen(status);
    }
}
