using System.Diagnostics.Metrics;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>What the broker counts. No tenant is on a metric.</summary>
internal sealed class CredentialMetrics
{
    private readonly Counter<long> _issues;
    private readonly Counter<long> _hits;
    private readonly Counter<long> _refreshes;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _remainingLifetime;

    public CredentialMetrics(IMeterFactory? factory)
    {
        Meter meter = factory?.Create(CloudBaseTelemetry.Name) ?? new Meter(CloudBaseTelemetry.Name);
        _issues = meter.CreateCounter<long>(CloudBaseMetrics.CredentialIssues, "{credential}", "Credentials issued, by kind.");
        _hits = meter.CreateCounter<long>(CloudBaseMetrics.CredentialHits, "{lease}", "Leases handed out of the cache.");
        _refreshes = meter.CreateCounter<long>(CloudBaseMetrics.CredentialRefreshes, "{credential}", "Credentials replaced ahead of their expiry, by kind.");
        _failures = meter.CreateCounter<long>(CloudBaseMetrics.CredentialFailures, "{failure}", "Issues that failed, by error.");
        _remainingLifetime = meter.CreateHistogram<double>(CloudBaseMetrics.CredentialRemainingLifetime, "s", "How long a lease still works when it is handed out.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0, 60, 300, 600, 1800, 3600, 7200, 14400, 43200, 86400] });
    }

    public void Hit(CredentialLease lease, DateTimeOffset now)
    {
        _hits.Add(1);
        HandedOut(lease, now);
    }

    public void HandedOut(CredentialLease lease, DateTimeOffset now)
    {
        if (_remainingLifetime.Enabled)
        {
            _remainingLifetime.Record((lease.ExpiresAt - now).TotalSeconds);
        }
    }

    public void Issued(EnvironmentCredentialKind kind, bool isRefresh)
    {
        KeyValuePair<string, object?> tag = new(CloudBaseTags.CredentialKind, kind == EnvironmentCredentialKind.ApiKey ? "api_key" : "temporary_keys");
        _issues.Add(1, tag);
        if (isRefresh)
        {
            _refreshes.Add(1, tag);
        }
    }

    public void Failed(string errorType) => _failures.Add(1, new KeyValuePair<string, object?>(CloudBaseTags.ErrorType, errorType));
}
