using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CloudBase.MultiTenant.HealthChecks;

/// <summary>Whether the cloud answers a free read.</summary>
internal sealed class CloudHealthCheck(CloudProbe probe) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        CloudProbeResult result = await probe.GetAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, object> data = new() { ["askedAt"] = result.At };
        if (result.Error is null or CloudClockSkewException)
        {
            return HealthCheckResult.Healthy("The cloud answers.", data);
        }

        if (result.Error is CloudCallException call)
        {
            data["code"] = call.Code;
        }

        string why = result.Error is OperationCanceledException ? "it did not answer in time." : result.Error.Message;
        return new HealthCheckResult(context.Registration.FailureStatus, $"The cloud cannot be used: {why}", result.Error, data);
    }
}
