using System.Diagnostics;
using CloudBase.MultiTenant.Diagnostics;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>The work of one flight: look at the tenant, and renew its credential when that is due.</summary>
internal sealed class CredentialRenewal(
    IMultiTenantStore store,
    Func<CancellationToken, ValueTask> openStore,
    IReadOnlyDictionary<IsolationKind, IIsolationStrategy> strategies,
    StoredApiKeys apiKeys,
    IRandomSource random,
    TimeProvider time,
    CloudBaseOptions options,
    CredentialMetrics metrics,
    string host,
    ILogger logger)
{
    public async ValueTask<ServedCredential> RunAsync(ScopedCredential entry, IssuePermit permit, CancellationToken cancellationToken)
    {
        long epoch = entry.Tenant.Epoch;
        permit.ThrowIfLost();
        await openStore(cancellationToken).ConfigureAwait(false);
        TenantCacheKey key = entry.Tenant.Key;
        Tenant tenant = TenantAccess.ThrowIfNotActive(
            await store.FindTenantAsync(key.Account, key.Tenant, key.Environment, cancellationToken).ConfigureAwait(false), key.Tenant);
        IIsolationStrategy strategy = FindStrategy(tenant);
        EnvironmentCredentialKind kind = strategy.ChooseCredential(entry.Request);
        DateTimeOffset now = time.GetUtcNow();
        (ServedCredential? served, string? rejectedId, TimeSpan demand, DateTimeOffset? forcedAt) = entry.Look();
        ServedCredential? held = served is not null && IsStillTheTenants(served, tenant, kind) && served.Lease.Credential.Id != rejectedId && now < served.Window.ServeUntil
            ? served : null;
        bool isRenewal = held is not null && now >= held.NextAttemptAt
            && (now >= held.Window.RefreshAt || (held.Lease.ExpiresAt - now < demand && demand <= held.Lifetime));
        if (isRenewal && !served!.IsChecked(now) && held!.Meets(now, demand) && now < held.Window.MustRefreshAt)
        {
            // Callers wait for this look at the tenant only; the renewal follows behind their backs.
            return held.CheckedAgain(now, epoch, options.Credentials);
        }

        if (rejectedId is not null)
        {
            CheckForced(entry, tenant, kind, forcedAt, now);
        }

        if (held is not null && !isRenewal && kind == EnvironmentCredentialKind.TemporaryKeys)
        {
            return held.CheckedAgain(now, epoch, options.Credentials);
        }

        var wish = new CredentialWish
        {
            Tenant = tenant,
            Environment = tenant.EnvironmentId!.Value,
            Request = entry.Request,
            Held = held,
            IsRenewal = isRenewal,
            RejectedId = rejectedId,
            Minimum = demand,
            Permit = permit,
        };
        try
        {
            IssuedCredential issued = kind == EnvironmentCredentialKind.ApiKey
                ? await apiKeys.ObtainAsync(wish, cancellationToken).ConfigureAwait(false)
                : await IssueTemporaryKeysAsync(strategy, wish, cancellationToken).ConfigureAwait(false);
            permit.ThrowIfLost();
            ServedCredential result = Serve(tenant, entry, issued, wish, epoch);
            if (rejectedId is not null)
            {
                entry.MarkForced(time.GetUtcNow());
            }

            return result;
        }
        catch (Exception e) when (held is not null && permit.IsHeld && !cancellationToken.IsCancellationRequested
            && e is not (TenantStateException or TenantNotFoundException))
        {
            return ServeMeanwhile(held.CheckedAgain(time.GetUtcNow(), epoch, options.Credentials), e);
        }
        catch (Exception e) when (held is null && kind == EnvironmentCredentialKind.ApiKey && permit.IsHeld && !cancellationToken.IsCancellationRequested
            && e is not (TenantStateException or TenantNotFoundException))
        {
            // This host holds nothing, and what another one made may still be good.
            if (await apiKeys.FindServableAsync(wish, cancellationToken).ConfigureAwait(false) is not { } stored)
            {
                throw;
            }

            permit.ThrowIfLost();
            return ServeMeanwhile(Serve(tenant, entry, stored, wish, epoch), e);
        }
    }

    /// <summary>Serves what there is while the issuer fails, and asks the issuer again after a while only.</summary>
    private ServedCredential ServeMeanwhile(ServedCredential served, Exception failure)
    {
        DateTimeOffset next = time.GetUtcNow() + CredentialWindow.Floor(served.Lifetime);
        string type = ErrorType.Of(failure);
        metrics.Failed(type);
        Activity.Current?.SetStatus(ActivityStatusCode.Error, type).SetTag(CloudBaseTags.ErrorType, type);
        CredentialLog.RenewalFailed(logger, failure, served.Lease.Tenant.Tenant, served.Lease.Scope, served.Lease.Credential, next);
        return served.NotBefore(next, options.Credentials);
    }

    private IIsolationStrategy FindStrategy(Tenant tenant) => tenant.ActiveIsolation() is { } binding && strategies.TryGetValue(binding.Kind, out IIsolationStrategy? strategy)
        ? strategy
        : throw new CredentialUnavailableException(
            $"The tenant '{tenant.Id}' has {(tenant.ActiveIsolation() is { } b ? $"the isolation strategy {b.Kind}, which this host does not have: add it" : "no isolation strategy in force: wait for its operation, or resume it")}.",
            tenant.Id);

    private static bool IsStillTheTenants(ServedCredential served, Tenant tenant, EnvironmentCredentialKind kind) =>
        served.Lease.Tenant == tenant.Key && served.Lease.Credential.Environment == tenant.EnvironmentId && served.Lease.Credential.Kind == kind;

    private void CheckForced(ScopedCredential entry, Tenant tenant, EnvironmentCredentialKind kind, DateTimeOffset? forcedAt, DateTimeOffset now)
    {
        TimeSpan lifetime = kind == EnvironmentCredentialKind.ApiKey ? options.Credentials.ApiKeyLifetime : options.Credentials.TemporaryKeyLifetime;
        if (forcedAt + CredentialWindow.Floor(lifetime) is { } next && now < next)
        {
            throw new CredentialUnavailableException(
                $"The cloud refused two credentials of '{tenant.Id}' in a row, scope {entry.Scope}; the next is issued at {next:O} at the earliest. Look why they are refused.",
                tenant.Id);
        }
    }

    private async ValueTask<IssuedCredential> IssueTemporaryKeysAsync(IIsolationStrategy strategy, CredentialWish wish, CancellationToken cancellationToken)
    {
        DateTimeOffset issuedAt = time.GetUtcNow();
        wish.Permit.ThrowIfLost();
        await AuditAsync(wish, AuditOutcome.Intent, $"scope {wish.Request.Scope}", null, cancellationToken).ConfigureAwait(false);
        IssuedTemporaryKeys issued;
        try
        {
            issued = await strategy.IssueTemporaryKeysAsync(
                wish.Tenant, wish.Request, options.Credentials.TemporaryKeyLifetime, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await AuditAsync(
                wish, CredentialAudit.OutcomeOf(e), $"scope {wish.Request.Scope}: {ErrorType.Of(e)}", (e as CloudCallException)?.RequestId, CancellationToken.None)
                .ConfigureAwait(false);
            throw;
        }

        EnvironmentCredential credential = issued.Credential;
        if (credential.Environment != wish.Environment || credential.Kind != EnvironmentCredentialKind.TemporaryKeys || credential.ExpiresAt <= issuedAt)
        {
            throw new CredentialUnavailableException(
                $"The isolation strategy {strategy.Kind} gave '{wish.Tenant.Id}' {credential.Kind} of {credential.Environment} until {credential.ExpiresAt:O}; "
                + $"unexpired temporary keys of {wish.Environment} were asked for, and nothing else is handed out. Correct the strategy.",
                wish.Tenant.Id);
        }

        await AuditAsync(
            wish, AuditOutcome.Applied, $"{credential.Id}, scope {wish.Request.Scope}, policy {issued.PolicyHash}, until {credential.ExpiresAt:O}", null, cancellationToken)
            .ConfigureAwait(false);
        metrics.Issued(EnvironmentCredentialKind.TemporaryKeys, isRefresh: wish.Held is not null);
        return new IssuedCredential(credential, issuedAt, issued.PolicyHash, TimeSpan.MaxValue);
    }

    private async ValueTask AuditAsync(CredentialWish wish, AuditOutcome outcome, string detail, string? requestId, CancellationToken cancellationToken) =>
        await store.CommitAsync(
            ChangeSet.Of(CredentialAudit.Record(wish.Tenant.Key, CredentialAudit.IssueTemporaryKeys, outcome, host, time.GetUtcNow(), detail, requestId)),
            cancellationToken).ConfigureAwait(false);

    private ServedCredential Serve(Tenant tenant, ScopedCredential entry, IssuedCredential issued, CredentialWish wish, long epoch)
    {
        DateTimeOffset now = time.GetUtcNow();
        EnvironmentCredential credential = issued.Credential;
        if (wish.Held is { } held && held.Lease.Credential.Id == credential.Id && held.Lease.ExpiresAt == credential.ExpiresAt)
        {
            // The same one came back: asking again at once would bring it again.
            ServedCredential same = held.Promising(issued.LongestPromise, options.Credentials).CheckedAgain(now, epoch, options.Credentials);
            return wish.IsRenewal ? same.NotBefore(now + CredentialWindow.Floor(held.Lifetime), options.Credentials) : same;
        }

        var window = CredentialWindow.For(issued.IssuedAt, credential.ExpiresAt, random.NextDouble(), options.Provisioning.ClockSkew);
        if (now >= window.ServeUntil)
        {
            throw new CredentialUnavailableException(
                $"The credential issued to '{tenant.Id}' works until {credential.ExpiresAt:O} and it is {now:O}: compare this host's clock with the cloud's.", tenant.Id);
        }

        bool isApiKey = credential.Kind == EnvironmentCredentialKind.ApiKey;
        var lease = new CredentialLease
        {
            Tenant = tenant.Key,
            Credential = credential,
            Scope = entry.Scope,
            IssuedAt = issued.IssuedAt,
            Revocability = isApiKey ? CredentialRevocability.Immediate : CredentialRevocability.None,
            ResidualWindow = isApiKey ? TimeSpan.Zero : credential.ExpiresAt - issued.IssuedAt,
            PolicyHash = issued.PolicyHash,
        };
        CredentialLog.Issued(logger, credential, tenant.Id, entry.Scope);
        Activity.Current?.SetTag(CloudBaseTags.CredentialKind, isApiKey ? "api_key" : "temporary_keys");
        return new ServedCredential(
            lease, window, issued.LongestPromise, now, issued.IssuedAt + CredentialWindow.Floor(credential.ExpiresAt - issued.IssuedAt), epoch, options.Credentials);
    }
}
