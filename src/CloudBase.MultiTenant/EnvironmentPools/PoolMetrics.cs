using System.Diagnostics;
using System.Diagnostics.Metrics;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>What is counted of the pool. No tenant is named in a metric.</summary>
internal sealed class PoolMetrics
{
    private readonly Counter<long> _claims;
    private volatile EnvironmentPoolStatus? _seen;

    public PoolMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(CloudBaseTelemetry.Name);
        _claims = meter.CreateCounter<long>(CloudBaseMetrics.PoolClaims, "{claim}", "Tries to claim an environment of the pool, by what became of them.");
        meter.CreateObservableGauge(CloudBaseMetrics.PoolEnvironments, Environments, "{environment}", "Environments of the pool that nobody claimed, by where they stand.");
        meter.CreateObservableGauge(CloudBaseMetrics.PoolTarget, () => Seen(s => s.Target), "{environment}", "Environments that the pool keeps ready.");
        meter.CreateObservableGauge(CloudBaseMetrics.PoolCeiling, () => Seen(s => s.Ceiling), "{environment}", "Environments that the pool may have while nobody claimed them.");
        meter.CreateObservableGauge(
            CloudBaseMetrics.PoolBreakerOpen, () => Seen(s => s.ClosedUntil is null ? 0 : 1), "{breaker}", "1 while nothing is ordered for the pool because too many orders failed in a row.");
        meter.CreateObservableGauge(CloudBaseMetrics.PoolIdleCost, IdleCost, "{currency}/month", "What the pool's idle environments cost, by the price book; none where a price is unknown.");
    }

    public void Claimed(string outcome) => _claims.Add(1, new TagList { { CloudBaseTags.PoolOutcome, outcome } });

    public void Seen(EnvironmentPoolStatus status) => _seen = status;

    private IEnumerable<Measurement<long>> Seen(Func<EnvironmentPoolStatus, long> value) => _seen is { } seen ? [new Measurement<long>(value(seen))] : [];

    private IEnumerable<Measurement<long>> Environments() => _seen is not { } seen ? [] :
    [
        Of(PooledEnvironmentState.Creating, seen.Creating),
        Of(PooledEnvironmentState.Ready, seen.Ready),
        Of(PooledEnvironmentState.Failed, seen.Failed),
        Of(PooledEnvironmentState.Draining, seen.Draining),
        Of(PooledEnvironmentState.Parked, seen.Parked),
    ];

    // A gauge has no exact sums; the pool's status does.
    private IEnumerable<Measurement<double>> IdleCost() => _seen is { IdleCostMonthly: { } cost, Currency: { } currency }
        ? [new Measurement<double>((double)cost, new KeyValuePair<string, object?>(CloudBaseTags.CostCurrency, currency))]
        : [];

    private static Measurement<long> Of(PooledEnvironmentState state, int count) => new(count, new KeyValuePair<string, object?>(CloudBaseTags.PoolState, state.ToString()));
}
