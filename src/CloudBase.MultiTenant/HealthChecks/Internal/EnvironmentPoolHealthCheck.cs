using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.HealthChecks;

/// <summary>Whether the environment pool has what it is to have. It reads the store, and neither asks the cloud nor orders anything.</summary>
internal sealed class EnvironmentPoolHealthCheck : IHealthCheck
{
    private readonly IEnvironmentPool? _pool;
    private readonly ShortageClock? _shortage;
    private readonly IOptions<CloudBaseHealthOptions> _options;
    private readonly CachedAnswer<(EnvironmentPoolStatus? Status, Exception? Error)> _answer;

    public EnvironmentPoolHealthCheck(IOptions<CloudBaseHealthOptions> options, TimeProvider time, IEnvironmentPool? pool = null, ShortageClock? shortage = null)
    {
        (_pool, _shortage, _options) = (pool, shortage, options);
        _answer = new CachedAnswer<(EnvironmentPoolStatus?, Exception?)>(AskAsync, () => options.Value, time);
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (_pool is null)
        {
            return HealthCheckResult.Healthy("This host has no environment pool.");
        }

        (EnvironmentPoolStatus? status, Exception? error) = await _answer.GetAsync(cancellationToken).ConfigureAwait(false);
        if (status is null)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"The environment pool could not be counted: {NoAnswer.Because("the store", error!)}", error);
        }

        if (status.IsDrained)
        {
            return HealthCheckResult.Healthy($"The environment pool is drained, and filled again when {nameof(IEnvironmentPool)}.{nameof(IEnvironmentPool.ResumeAsync)} says so.", Show(status));
        }

        List<string> complaints = [];
        if (status.ClosedUntil is { } until)
        {
            complaints.Add($"Nothing is ordered for the environment pool until {until:u}, since too many orders failed in a row.");
        }

        if (_shortage?.Lasts is { } lasts && lasts >= _options.Value.PoolShortAfter)
        {
            complaints.Add($"The environment pool has {status.Ready} of {status.Target} environments ready, and fewer than that target for {Options.Shown.Time(TimeSpan.FromSeconds(Math.Floor(lasts.TotalSeconds)))}.");
        }

        return complaints.Count == 0
            ? HealthCheckResult.Healthy("The environment pool has what it is to have.", Show(status))
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join(' ', complaints) + " New tenants' environments are ordered meanwhile.", null, Show(status));
    }

    private Dictionary<string, object> Show(EnvironmentPoolStatus status)
    {
        Dictionary<string, object> data = new()
        {
            ["target"] = status.Target,
            ["ceiling"] = status.Ceiling,
            ["ready"] = status.Ready,
            ["creating"] = status.Creating,
            ["failed"] = status.Failed,
            ["draining"] = status.Draining,
            ["parked"] = status.Parked,
            ["claimed"] = status.Claimed,
            ["drained"] = status.IsDrained,
            ["breakerOpen"] = status.ClosedUntil is not null,
        };
        if (status is { IdleCostMonthly: { } cost, Currency: { } currency })
        {
            data["idleCostMonthly"] = cost;
            data["currency"] = currency;
        }

        if (_shortage?.Lasts is { } lasts)
        {
            data["shortForSeconds"] = lasts.TotalSeconds;
        }

        return data;
    }

    private async Task<(EnvironmentPoolStatus? Status, Exception? Error)> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            // A driver that does not look at its token must not hang the probe.
            EnvironmentPoolStatus status = await _pool!.GetStatusAsync(cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            _shortage?.Note(!status.IsDrained && status.Ready < status.Target);
            return (status, null);
        }
        catch (Exception e)
        {
            return (null, e);
        }
    }
}
