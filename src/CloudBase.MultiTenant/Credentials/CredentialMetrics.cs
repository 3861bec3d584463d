using System.Diagnostics.Metrics;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>What the broker counts. No tenant is on a metric.</summary>
internal sealed class CredentialMetrics
{
    private readonly Counter<long> _issues;
    private readonly Counter<long> _hits;
    private readonly Counter<long> _refreshes;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _secondsToExpiry;

    public CredentialMetrics(IMeterFactory? factory)
    {
        Meter meter = factory?.Create(CloudBaseTelemetry.Name) ?? new Meter(CloudBaseTelemetry.Name);
        _issues = meter.CreateCounter<long>(CloudBaseTelemetry.CredentialIssues, "{credential}", "Credentials issued, by kind.");
        _hits = meter.CreateCounter<long>(CloudBaseTelemetry.CredentialHits, "{lease}", "Leases handed out of the cache.");
        _refreshes = meter.CreateCounter<long>(CloudBaseTelemetry.CredentialRefreshes, "{credential}", "Credentials replaced ahead of their expiry, by kind.");
        _failures = meter.CreateCounter<long>(CloudBaseTelemetry.CredentialFailures, "{failure}", "Issues that failed.");
        _secondsToExpiry = meter.CreateHistogram<double>(CloudBaseTelemetry.CredentialSecondsToExpiry, "s", "How long a lease still works when it is handed out.");
    }

    public void Hit(CredentialLease lease, DateTimeOffset now)
    {
        _hits.Add(1);
        HandedOut(lease, now);
    }

    public void HandedOut(CredentialLease lease, DateTimeOffset now)
    {
        if (_secondsToExpiry.Enabled)
        {
            _secondsToExpiry.Record((lease.ExpiresAt - now).TotalSeconds);
        }
    }

    public void Issued(EnvironmentCredentialKind kind, bool isRefresh)
    {
        KeyValuePair<string, object?> tag = new("kind", kind == EnvironmentCredentialKind.ApiKey ? "api_key" : "temporary_keys");
        _issues.Add(1, tag);
        if (isRefresh)
        {
            _refreshes.Add(1, tag);
        }
    }

    public void Failed() => _failures.Add(1);
}
