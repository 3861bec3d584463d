using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CloudBase.MultiTenant.HealthChecks;

/// <summary>Whether this host still keeps its sandbox pools: what a restart mends.</summary>
internal sealed class PoolKeeperHealthCheck(SandboxPoolKeeper keeper) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(keeper.HasDied
        ? new HealthCheckResult(context.Registration.FailureStatus, "The keeper of a sandbox pool died, see log event 1620, which names it: remove the cause and restart this host.")
        : HealthCheckResult.Healthy(keeper.IsRunning ? "The keeper of the sandbox pools runs." : "The keeper of the sandbox pools is not started, or there is no pool."));
}
