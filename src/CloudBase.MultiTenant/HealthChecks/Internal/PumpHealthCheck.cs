using CloudBase.MultiTenant.Operations;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.HealthChecks;

/// <summary>Whether this host still works on operations: what a restart mends.</summary>
internal sealed class PumpHealthCheck(OperationPump pump, IOptions<CloudBaseHealthOptions> options, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Look(context));

    private HealthCheckResult Look(HealthCheckContext context)
    {
        if (pump.HasDied)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The operation pump died, see log event 1008: remove the cause and restart this host.");
        }

        if (pump.Turn is { } turn && time.GetElapsedTime(turn.Began) is var taking && taking > options.Value.OverdueAfter)
        {
            return HealthCheckResult.Degraded(
                $"The operation pump's turn has not ended for more than {Options.Shown.Time(options.Value.OverdueAfter)}: it waits for {turn.WaitsFor}. Until then this host takes no operation over and renews nothing.",
                data: new Dictionary<string, object> { ["waitsFor"] = turn.WaitsFor, ["turnSeconds"] = (long)taking.TotalSeconds });
        }

        return HealthCheckResult.Healthy("The operation pump runs, or is switched off.");
    }
}
