using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>The client's instruments, under the library's one meter.</summary>
internal sealed class ClientMetrics
{
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _throttled;

    public ClientMetrics(IMeterFactory meters, CloudClockTracker clock)
    {
        Meter meter = meters.Create(CloudBaseTelemetry.Name);
        _duration = meter.CreateHistogram<double>(CloudBaseTelemetry.CloudCallDuration, "s", "How long calls to the cloud take, with all attempts and waits.");
        _throttled = meter.CreateCounter<long>(CloudBaseTelemetry.CloudThrottled, "{answer}", "Answers of the cloud that say: too many calls.");
        meter.CreateObservableGauge(CloudBaseTelemetry.CloudClockOffset, () => clock.Offset.TotalSeconds, "s", "How far the cloud's clock is ahead of this machine's.");
    }

    public bool IsMeasured => _duration.Enabled;

    public void Called(TencentCloudAction action, string outcome, TimeSpan duration)
    {
        if (_duration.Enabled)
        {
            var tags = new TagList { { "service", action.Service }, { "action", action.Name }, { "outcome", outcome } };
            _duration.Record(duration.TotalSeconds, tags);
        }
    }

    public void Throttled(TencentCloudAction action) =>
        _throttled.Add(1, new KeyValuePair<string, object?>("service", action.Service), new KeyValuePair<string, object?>("action", action.Name));
}
