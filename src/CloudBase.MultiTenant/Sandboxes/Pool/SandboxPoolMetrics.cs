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
        _duration = meter.CreateHistogram<double>(SandboxPoolNames.SandboxAcquireDuration, "s", "From the call for a sandbox to its lease, by how it came.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] });
        _exhausted = meter.CreateCounter<long>(SandboxPoolNames.SandboxPoolExhausted, "{call}", "Calls for a sandbox that a pool could not serve.");
        _lost = meter.CreateCounter<long>(SandboxPoolNames.SandboxLeasesLost, "{lease}", "Leases of sandboxes that ended before they were returned.");
        _orphans = meter.CreateCounter<long>(SandboxPoolNames.SandboxOrphansStopped, "{sandbox}", "Sandboxes that no row named, and that were stopped.");
        meter.CreateObservableGauge(SandboxPoolNames.SandboxPoolMembers, Members, "{sandbox}", "Sandboxes of a pool, by where they stand.");
        meter.CreateObservableGauge(SandboxPoolNames.SandboxPoolTarget, () => Each(s => s.Target), "{sandbox}", "Warm sandboxes that a pool is to have.");
        meter.CreateObservableGauge(SandboxPoolNames.SandboxPoolBreakerOpen, () => Each(s => s.IsBreakerOpen ? 1 : 0), "{breaker}", "1 while nothing is started from a pool's template because it failed too often.");
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
        _duration.Record(time.TotalSeconds, new TagList { { SandboxPoolNames.SandboxPoolTag, pool }, { SandboxPoolNames.SandboxOriginTag, how } });

    public void NotAcquired(string pool, string error, TimeSpan time)
    {
        _duration.Record(time.TotalSeconds, new TagList { { SandboxPoolNames.SandboxPoolTag, pool }, { SandboxPoolNames.SandboxOriginTag, "none" }, { CloudBaseTags.ErrorType, error } });
        if (error == nameof(SandboxPoolExhaustedException))
        {
            _exhausted.Add(1, new TagList { { SandboxPoolNames.SandboxPoolTag, pool } });
        }
    }

    public void LeaseLost(string pool, SandboxLossReason reason) =>
        _lost.Add(1, new TagList { { SandboxPoolNames.SandboxPoolTag, pool }, { SandboxPoolNames.SandboxLossReasonTag, reason.ToString() } });

    public void OrphanStopped(string pool) => _orphans.Add(1, new TagList { { SandboxPoolNames.SandboxPoolTag, pool } });

    /// <summary>Takes what the store counted, for the gauges.</summary>
    public void Counted(SandboxPoolStatus status) => _counted[status.Pool] = status;

    public SandboxPoolStatus? FindCounted(string pool) => _counted.GetValueOrDefault(pool);

    private IEnumerable<Measurement<int>> Each(Func<SandboxPoolStatus, int> value) =>
        _counted.Values.Select(s => new Measurement<int>(value(s), new KeyValuePair<string, object?>(SandboxPoolNames.SandboxPoolTag, s.Pool)));

    private IEnumerable<Measurement<int>> Members() => _counted.Values.SelectMany(s => new[]
    {
        Of(s, "ready", s.Ready), Of(s, "creating", s.Creating), Of(s, "leased", s.Leased), Of(s, "idle", s.Idle), Of(s, "paused", s.Paused), Of(s, "stopping", s.Stopping),
    });

    private static Measurement<int> Of(SandboxPoolStatus status, string state, int count) =>
        new(count, new KeyValuePair<string, object?>(SandboxPoolNames.SandboxPoolTag, status.Pool), new KeyValuePair<string, object?>(SandboxPoolNames.SandboxMemberStateTag, state));
}
