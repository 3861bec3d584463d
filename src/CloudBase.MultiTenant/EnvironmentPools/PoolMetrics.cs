using System.Diagnostics;
using System.Diagnostics.Metrics;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>What is counted of the pool. No tenant is named in a metric.</summary>
internal sealed class PoolMetrics
{
    private readonly Counter<long> _claims;
    private volatile IReadOnlyList<PooledEnvironmentCount> _seen = [];

    public PoolMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(CloudBaseTelemetry.Name);
        _claims = meter.CreateCounter<long>(CloudBaseMetrics.PoolClaims, "{claim}", "Tries to claim an environment of the pool, by what became of them.");
        meter.CreateObservableGauge(CloudBaseMetrics.PoolEnvironments, Observe, "{environment}", "Environments of the pool that nobody claimed, by where they stand.");
    }

    public void Claimed(string outcome) => _claims.Add(1, new TagList { { CloudBaseTags.PoolOutcome, outcome } });

    public void Seen(IReadOnlyList<PooledEnvironmentCount> counts) => _seen = counts;

    private IEnumerable<Measurement<long>> Observe() => _seen
        .Where(c => c.State is not (PooledEnvironmentState.Claimed or PooledEnvironmentState.Removed))
        .GroupBy(c => c.State)
        .Select(g => new Measurement<long>(g.Sum(c => c.Count), new KeyValuePair<string, object?>(CloudBaseTags.PoolState, g.Key.ToString())));
}
