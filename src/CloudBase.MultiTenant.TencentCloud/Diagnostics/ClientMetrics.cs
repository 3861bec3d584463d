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
        _duration = meter.CreateHistogram<double>(CloudBaseMetrics.CloudCallDuration, "s", "How long calls to the cloud take, with all attempts and waits.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60] });
        _throttled = meter.CreateCounter<long>(CloudBaseMetrics.CloudThrottled, "{answer}", "Answers of the cloud that say: too many calls.");
        meter.CreateObservableGauge(CloudBaseMetrics.CloudClockOffset, () => clock.Offset.TotalSeconds, "s", "How far the cloud's clock is ahead of this machine's.");
    }

    public bool IsMeasured => _duration.Enabled;

    public void Called(TencentCloudAction action, string outcome, TimeSpan duration)
    {
        if (_duration.Enabled)
        {
            var tags = new TagList { { CloudBaseTags.RpcService, action.Service }, { CloudBaseTags.RpcMethod, action.Name }, { CloudBaseTags.CloudOutcome, outcome } };
            _duration.Record(duration.TotalSeconds, tags);
        }
    }

    public void Throttled(TencentCloudAction action) =>
        _throttled.Add(1, new KeyValuePair<string, object?>(CloudBaseTags.RpcService, action.Service), new KeyValuePair<string, object?>(CloudBaseTags.RpcMethod, action.Name));
}
