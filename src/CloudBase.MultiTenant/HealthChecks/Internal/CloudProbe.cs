using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.HealthChecks;

/// <summary>Asks the cloud one free read, seldom, for all checks that need its answer.</summary>
internal sealed class CloudProbe
{
    private readonly IEnvironmentCloud _cloud;
    private readonly TimeProvider _time;
    private readonly CachedAnswer<CloudProbeResult> _answer;

    public CloudProbe(IEnvironmentCloud cloud, IOptions<CloudBaseHealthOptions> options, TimeProvider time)
    {
        (_cloud, _time) = (cloud, time);
        _answer = new CachedAnswer<CloudProbeResult>(AskAsync, () => options.Value, time);
    }

    public Task<CloudProbeResult> GetAsync(CancellationToken cancellationToken) => _answer.GetAsync(cancellationToken);

    private async Task<CloudProbeResult> AskAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset at = _time.GetUtcNow();
        CloudClock? clock = null;
        try
        {
            await _cloud.GetLimitsAsync(cancellationToken).ConfigureAwait(false);
            clock = await _cloud.ReadClockAsync(cancellationToken).ConfigureAwait(false);
            return new CloudProbeResult(at, clock, null);
        }
        catch (Exception e)
        {
            return new CloudProbeResult(at, clock, e);
        }
    }
}

/// <summary>What the cloud answered.</summary>
/// <param name="At">When it was asked.</param>
/// <param name="Clock">Its clock; null when it did not answer.</param>
/// <param name="Error">Why it did not.</param>
internal sealed record CloudProbeResult(DateTimeOffset At, CloudClock? Clock, Exception? Error);
