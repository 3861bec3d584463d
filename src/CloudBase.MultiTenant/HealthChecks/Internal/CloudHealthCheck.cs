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

        return new HealthCheckResult(context.Registration.FailureStatus, $"The cloud cannot be used: {NoAnswer.Because("it", result.Error)}", result.Error, data);
    }
}
