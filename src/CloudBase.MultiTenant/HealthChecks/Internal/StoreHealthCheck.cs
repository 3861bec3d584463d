using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.HealthChecks;

/// <summary>Whether the store is open for this deployment and answers a read.</summary>
internal sealed class StoreHealthCheck(StoreGate gate, IEnvironmentCloud cloud, IOptions<CloudBaseHealthOptions> options, TimeProvider time) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource timeout = new(options.Value.Timeout, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await gate.OpenAsync(both.Token).ConfigureAwait(false);
            DateTimeOffset now = time.GetUtcNow();

            // A driver that does not look at its token must not hang the probe.
            await gate.Store.ReadDueOperationsAsync(cloud.Account, now, now, 1, both.Token).AsTask().WaitAsync(both.Token).ConfigureAwait(false);
            return HealthCheckResult.Healthy("The store answers.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"The store did not answer within {Options.Shown.Time(options.Value.Timeout)}.");
        }
        catch (CloudBaseException e)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, e.Message, e);
        }
    }
}
