using CloudBase.MultiTenant.Operations;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CloudBase.MultiTenant.HealthChecks;

/// <summary>Whether this host still works on operations: what a restart mends.</summary>
internal sealed class PumpHealthCheck(OperationPump pump) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(pump.HasDied
        ? new HealthCheckResult(context.Registration.FailureStatus, "The operation pump died, see log event 1008: remove the cause and restart this host.")
        : HealthCheckResult.Healthy("The operation pump runs, or is switched off."));
}
