using CloudBase.MultiTenant.Options;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.HealthChecks;

/// <summary>How far this machine's clock is from the cloud's.</summary>
internal sealed class ClockHealthCheck(CloudProbe probe, IOptions<CloudBaseHealthOptions> options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        CloudProbeResult result = await probe.GetAsync(cancellationToken).ConfigureAwait(false);
        if (((result.Error as CloudClockSkewException)?.Offset ?? result.Clock?.Offset) is not { } offset)
        {
            return HealthCheckResult.Degraded("The cloud did not answer, so its clock is not known.");
        }

        Dictionary<string, object> data = new() { ["offsetSeconds"] = offset.TotalSeconds };
        string what = $"The cloud's clock is {Shown.Time(offset)} ahead of this machine's.";
        return offset.Duration() > options.Value.ClockLimit || result.Error is CloudClockSkewException
            ? new HealthCheckResult(context.Registration.FailureStatus, what + " Nothing is paid like this: set the clock (NTP).", null, data)
            : offset.Duration() > options.Value.ClockWarning ? HealthCheckResult.Degraded(what + " Set the clock (NTP).", null, data)
            : HealthCheckResult.Healthy(what, data);
    }
}
