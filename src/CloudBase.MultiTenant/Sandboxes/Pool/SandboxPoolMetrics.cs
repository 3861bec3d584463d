using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>What is counted and timed of pools. No tenant is named in a metric.</summary>
internal sealed class SandboxPoolMetrics
{
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _exhausted;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _orphans;
    private readonly ConcurrentDictionary<string, SandboxPoolStatus> _counted = new(StringComparer.Ordinal);

    public SandboxPoolMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(CloudBaseTelemetry.Name);
        _duration = meter.CreateHistogram<double>(CloudBaseMetrics.SandboxAcquireDuration, "s", "From the call for a sandbox to its lease, by how it came.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] });
        _exhausted = meter.CreateCounter<long>(CloudBaseMetrics.SandboxPoolExhausted, "{call}", "Calls for a sandbox that a pool could not serve.");
        _lost = meter.CreateCounter<long>(CloudBaseMetrics.SandboxLeasesLost, "{lease}", "Leases of sandboxes that ended before they were returned.");
        _orphans = meter.CreateCounter<long>(CloudBaseMetrics.SandboxOrphansStopped, "{sandbox}", "Sandboxes that no row named, and that were stopped.");
        meter.CreateObservableGauge(CloudBaseMetrics.SandboxPoolMembers, Members, "{sandbox}", "Sandboxes of a pool, by where they stand.");
        meter.CreateObservableGauge(CloudBaseMetrics.SandboxPoolTarget, () => Each(s => s.Target), "{sandbox}", "Warm sandboxes that a pool is to have.");
        meter.CreateObservableGauge(CloudBaseMetrics.SandboxPoolCeiling, () => Each(s => s.Ceiling), "{sandbox}", "Sandboxes that a pool may have that are not paused.");
        meter.CreateObservableGauge(CloudBaseMetrics.SandboxPoolBreakerOpen, () => Each(s => s.IsBreakerOpen ? 1 : 0), "{breaker}", "1 while nothing is started from a pool's template because it failed too often.");
        meter.CreateObservableGauge(CloudBaseMetrics.SandboxPoolDrained, () => Each(s => s.IsDrained ? 1 : 0), "{pool}", "1 while a pool is drained: it starts and hands out nothing.");
    }

    /// <summary>How a sandbox came, as tags have it.</summary>
    public static string Word(SandboxArrival arrival) => arrival.Origin switch
    {
        SandboxOrigin.Warm => "warm",
        SandboxOrigin.Cold => "cold",
        _ => arrival.Level switch
        {
            SandboxRestoreLevel.Running => "kept",
            SandboxRestoreLevel.Memory => "restored_memory",
            SandboxRestoreLevel.Disk => "restored_disk",
            _ => "restored_snapshot",
        },
    };

    public void Acquired(string pool, string how, TimeSpan time) =>
        _duration.Record(time.TotalSeconds, new TagList { { CloudBaseTags.SandboxPool, pool }, { CloudBaseTags.SandboxOrigin, how } });

    public void NotAcquired(string pool, string error, TimeSpan time)
    {
        _duration.Record(time.TotalSeconds, new TagList { { CloudBaseTags.SandboxPool, pool }, { CloudBaseTags.SandboxOrigin, "none" }, { CloudBaseTags.ErrorType, error } });
        if (error == nameof(SandboxPoolExhaustedException))
        {
            _exhausted.Add(1, new TagList { { CloudBaseTags.SandboxPool, pool } });
        }
    }

    public void LeaseLost(string pool, SandboxLossReason reason) =>
        _lost.Add(1, new TagList { { CloudBaseTags.SandboxPool, pool }, { CloudBaseTags.SandboxLossReason, reason.ToString() } });

    public void OrphanStopped(string pool) => _orphans.Add(1, new TagList { { CloudBaseTags.SandboxPool, pool } });

    /// <summary>Takes what the store counted, for the gauges.</summary>
    public void Counted(SandboxPoolStatus status) => _counted[status.Pool] = status;

    private IEnumerable<Measurement<long>> Each(Func<SandboxPoolStatus, long> value) =>
        _counted.Values.Select(s => new Measurement<long>(value(s), new KeyValuePair<string, object?>(CloudBaseTags.SandboxPool, s.Pool)));

    private IEnumerable<Measurement<long>> Members() => _counted.Values.SelectMany(s => new[]
    {
        Of(s, "ready", s.Ready), Of(s, "creating", s.Creating), Of(s, "leased", s.Leased), Of(s, "idle", s.Idle), Of(s, "paused", s.Paused), Of(s, "stopping", s.Stopping),
    });

    private static Measurement<long> Of(SandboxPoolStatus status, string state, int count) =>
        new(count, new KeyValuePair<string, object?>(CloudBaseTags.SandboxPool, status.Pool), new KeyValuePair<string, object?>(CloudBaseTags.SandboxMemberState, state));
}
