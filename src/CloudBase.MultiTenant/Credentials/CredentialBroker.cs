using System.Diagnostics;
using CloudBase.MultiTenant.Diagnostics;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>Hands out cached leases without a lock or an allocation, and renews them in one flight for each key.</summary>
internal sealed class CredentialBroker : ICredentialBroker, ITenantAccessMonitor, IDisposable
{
    private readonly CredentialParts _parts;
    private readonly TimeProvider _time;
    private readonly CredentialMetrics _metrics;
    private readonly CredentialCache _cache;
    private readonly CredentialRenewal _renewal;
    private readonly ApiKeyRevocation _revocation;
    private readonly Func<ScopedCredential, Task<ServedCredential>> _start;
    private readonly CancellationTokenSource _stopping = new();

    public CredentialBroker(CredentialParts parts)
    {
        _parts = parts;
        _time = parts.Time;
        _metrics = parts.Metrics;
        _cache = new CredentialCache(parts.Options.Credentials.CacheCapacity);
        ApiKeyRules rules = new(parts.Options);
        ApiKeyCleanup cleanup = new(parts.Store, parts.ApiKeys, rules, parts.Time, parts.Host, parts.Logger);
        ApiKeyMaker maker = new(parts.Store, parts.ApiKeys, parts.Protector, parts.Time, parts.Options, cleanup, parts.Metrics, parts.Host, parts.Logger);
        StoredApiKeys stored = new(parts.Store, parts.Protector, parts.Random, parts.Time, parts.Options, rules, cleanup, maker, parts.Host, parts.Logger);
        _renewal = new CredentialRenewal(
            parts.Store, parts.OpenStore, parts.Strategies.ToDictionary(s => s.Kind), stored, parts.Random, parts.Time, parts.Options, parts.Metrics, parts.Host, parts.Logger);
        _revocation = new ApiKeyRevocation(parts.Store, parts.ApiKeys, cleanup, parts.Time, parts.Host);
        _start = Start;
    }

    internal int CachedCredentials => _cache.Count;

    internal ScopedCredential? Peek(TenantId tenant, string scope) => _cache.Find(KeyOf(tenant), scope);

    public ValueTask<CredentialLease> GetAsync(TenantId tenant, CredentialRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_cache.Find(KeyOf(tenant), request.Scope) is { Served: { } served } entry && !cancellationToken.IsCancellationRequested)
        {
            DateTimeOffset now = _time.GetUtcNow();
            if (served.IsFast(now.UtcTicks, request.MinimumRemaining) && served.Epoch == entry.Tenant.Epoch && !entry.IsRejected)
            {
                entry.IsReferenced = true;
                _metrics.Hit(served.Lease, now);
                return new ValueTask<CredentialLease>(served.Lease);
            }
        }

        return GetSlowlyAsync(tenant, request, cancellationToken);
    }

    public async ValueTask ReportRejectedAsync(CredentialLease lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        cancellationToken.ThrowIfCancellationRequested();
        ScopedCredential entry = _cache.GetOrAdd(KeyOf(lease.Tenant.Tenant), lease.Scope);
        if (entry.Reject(lease.Credential.Id, _start) is not { } flight)
        {
            return;
        }

        CredentialLog.Rejected(_parts.Logger, lease.Credential.Id, lease.Tenant.Tenant, lease.Scope);
        try
        {
            await flight.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is CloudBaseException)
        {
            // The next GetAsync says so to whom it concerns; the flight has logged it.
        }
    }

    public async ValueTask<RevocationResult> RevokeAsync(TenantId tenant, CancellationToken cancellationToken = default)
    {
        TenantCacheKey key = KeyOf(tenant);
        DateTimeOffset effectiveAt = _time.GetUtcNow();
        TenantCredentials cached = _cache.BeginRevoking(key);
        try
        {
            await _parts.OpenStore(cancellationToken).ConfigureAwait(false);
            List<CredentialLease> leases = [.. cached.Scopes.Select(s => s.Forget()?.Lease).OfType<CredentialLease>()];
            Tenant known = await _parts.Store.FindTenantAsync(key.Account, tenant, key.Environment, cancellationToken).ConfigureAwait(false)
                ?? throw new TenantNotFoundException($"There is no tenant '{tenant}': nothing was handed out for it.", tenant);
            int deleted = known.EnvironmentId is { } environment
                ? await _revocation.RunAsync(known, environment, cancellationToken).ConfigureAwait(false)
                : 0;
            DateTimeOffset now = _time.GetUtcNow();
            int temporary = leases.Count(l => l.Revocability == CredentialRevocability.None && l.ExpiresAt > now);
            TimeSpan residual = temporary > 0 || MayHaveTemporaryKeys(known, cached)
                ? _parts.Options.Credentials.TemporaryKeyLifetime + _parts.Options.Operations.HostClockSkew
                : now - effectiveAt;
            CredentialLog.Revoked(_parts.Logger, deleted + temporary, tenant, residual);
            return new RevocationResult(deleted + temporary, effectiveAt, residual);
        }
        finally
        {
            _cache.EndRevoking(cached);
        }
    }

    public void Invalidate(TenantKey tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        if (_cache.Find(new TenantCacheKey(tenant.Account, tenant.Tenant, tenant.Environment)) is not { } cached)
        {
            return;
        }

        cached.Invalidate();
        foreach (ScopedCredential entry in cached.Scopes)
        {
            entry.ForgetFailure();
        }
    }

    public void Dispose()
    {
        // The container disposes it once for each type that it is registered as.
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        _stopping.Cancel();
        _stopping.Dispose();
    }

    private static TenantCacheKey KeyOf(TenantId tenant) => new(CloudAccountName.Default, tenant, EnvironmentName.Default);

    private async ValueTask<CredentialLease> GetSlowlyAsync(TenantId tenant, CredentialRequest request, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        CredentialRequestRules.Check(request);
        TimeSpan minimum = request.MinimumRemaining ?? _parts.Options.Credentials.MinimumRemaining;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            CredentialRequestRules.CheckMinimum(tenant, minimum, _parts.Options.Credentials);
            ScopedCredential entry = _cache.GetOrAdd(KeyOf(tenant), request.Scope);
            DateTimeOffset now = _time.GetUtcNow();
            switch (entry.Decide(now, minimum, _start))
            {
                case { Served: { } served }:
                    entry.IsReferenced = true;
                    _metrics.Hit(served.Lease, now);
                    return served.Lease;
                case { Refusal: { } why } refused:
                    throw new CredentialUnavailableException(
                        $"There is no credential of '{tenant}' for scope '{request.Scope}' that works for {minimum:c}: {why}", tenant, refused.Cause);
                case { Flight: { } flight }:
                    ServedCredential landed = await flight.WaitAsync(cancellationToken).ConfigureAwait(false);
                    now = _time.GetUtcNow();
                    if (entry.IsServable(landed, now, minimum))
                    {
                        entry.IsReferenced = true;
                        entry.RenewIfDue(now, _start);
                        _metrics.HandedOut(landed.Lease, now);
                        return landed.Lease;
                    }

                    break;
            }
        }
    }

    private Task<ServedCredential> Start(ScopedCredential entry)
    {
        ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
        ActivityContext parent = Activity.Current?.Context ?? default;
        Task<ServedCredential> flight;
        // The flight serves all its callers: nothing ambient of the first one may reach it.
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            flight = Task.Run(() => FlyAsync(entry, parent));
        }

        // Nobody may be waiting for it: its failure is logged and kept for the next caller.
        _ = flight.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return flight;
    }

    private async Task<ServedCredential> FlyAsync(ScopedCredential entry, ActivityContext parent)
    {
        using Activity? activity = CloudBaseTelemetry.ActivitySource.StartActivity(CloudBaseSpans.CredentialRenewal, ActivityKind.Internal, parent);
        TenantId tenant = entry.Tenant.Key.Tenant;
        activity?.SetTag(CloudBaseTags.TenantId, tenant.Value);
        activity?.SetTag(CloudBaseTags.CredentialScope, entry.Scope);
        try
        {
            ServedCredential result = await _renewal.RunAsync(entry, new IssuePermit(entry.Tenant), _stopping.Token).ConfigureAwait(false);
            entry.Land(result);
            return result;
        }
        catch (Exception e)
        {
            string type = ErrorType.Of(e);
            activity?.SetStatus(ActivityStatusCode.Error, type).SetTag(CloudBaseTags.ErrorType, type);
            Exception shown = e is TenantNotFoundException or TenantStateException or CredentialUnavailableException
                ? e
                : new CredentialUnavailableException($"No credential could be issued for '{tenant}', scope '{entry.Scope}': {e.Message}", tenant, e);
            bool hasLostAccess = e is TenantNotFoundException or TenantStateException;
            CredentialOptions options = _parts.Options.Credentials;
            TimeSpan lifetime = options.ApiKeyLifetime < options.TemporaryKeyLifetime ? options.ApiKeyLifetime : options.TemporaryKeyLifetime;
            _metrics.Failed(type);
            if (!hasLostAccess)
            {
                CredentialLog.IssueFailed(_parts.Logger, e, tenant, entry.Scope);
            }

            entry.Fail(shown, _time.GetUtcNow(), CredentialWindow.Floor(lifetime), hasLostAccess);
            if (hasLostAccess)
            {
                _cache.Remove(entry);
            }

            // Thrown as it is where it is typed already.
            if (ReferenceEquals(shown, e))
            {
                throw;
            }

            throw shown;
        }
    }

    /// <summary>Other hosts may have issued temporary keys that this one does not know of: the strategy says whether it ever does.</summary>
    private bool MayHaveTemporaryKeys(Tenant tenant, TenantCredentials cached)
    {
        IEnumerable<CredentialRequest> requests = cached.Scopes.Select(s => s.Request).Append(CredentialRequest.ForMcp).Append(CredentialRequest.ForAgent);
        return _parts.Strategies.Where(s => tenant.Isolation.Any(b => b.Kind == s.Kind))
            .Any(s => requests.Any(r => s.ChooseCredential(r) == EnvironmentCredentialKind.TemporaryKeys));
    }
}
