using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>Makes the key of a claimed row: exactly one call to the cloud for each claim.</summary>
internal sealed class ApiKeyMaker(
    IMultiTenantStore store,
    IEnvironmentApiKeys keys,
    ISecretProtector protector,
    TimeProvider time,
    CloudBaseOptions options,
    ApiKeyCleanup cleanup,
    CredentialMetrics metrics,
    string host,
    ILogger logger)
{
    /// <summary>Makes the key, stores it protected, and retires the one before it. Returns null when its row was taken back meanwhile.</summary>
    /// <exception cref="LostReplyException">It is not known whether the key was made.</exception>
    /// <exception cref="TenantStateException">The tenant lost its access meanwhile; the key is deleted.</exception>
    public async ValueTask<IssuedCredential?> MakeAsync(ApiKeySlot claim, CredentialWish wish, bool isPreviousUseless, CancellationToken cancellationToken)
    {
        DateTimeOffset issuedAt = time.GetUtcNow();
        IssuedApiKey issued = await CallAsync(claim, wish, cancellationToken).ConfigureAwait(false);

        // What follows the effect is not cancelled: a key that nobody knows of would be left behind.
        Tenant? tenant = await store.FindTenantAsync(claim.Tenant, CancellationToken.None).ConfigureAwait(false);
        bool mayStay = wish.Permit.IsHeld && tenant is { State: TenantState.Active };
        bool isPromisedToTheEnd = wish.Minimum > options.Credentials.MinimumRemaining;
        ApiKeySlot row = claim with
        {
            State = ApiKeySlotState.Issued,
            KeyId = issued.KeyId,
            ProtectedKey = protector.Protect(issued.Key, ApiKeyRules.Purpose(claim)),
            IssuedAt = issuedAt,
            ExpiresAt = issued.ExpiresAt,
            ClaimExpiresAt = isPromisedToTheEnd ? issued.ExpiresAt : issuedAt,
        };
        if (!mayStay || await StoreAsync(row).ConfigureAwait(false) is not { } replaced)
        {
            CredentialLog.MadeTooLate(logger, claim.KeyName, claim.Environment);
            await keys.DeleteAsync(claim.Environment, issued.KeyId, CancellationToken.None).ConfigureAwait(false);
            await cleanup.ForgetAsync(claim, AuditOutcome.Compensated, $"{claim.KeyName} was made while access was taken away, and deleted", null).ConfigureAwait(false);
            TenantAccess.ThrowIfNotActive(tenant, wish.Tenant.Id);
            return null;
        }

        metrics.Issued(EnvironmentCredentialKind.ApiKey, isRefresh: wish.Held is not null);
        await TidyAsync(isPreviousUseless ? replaced : [], row, cancellationToken).ConfigureAwait(false);
        return ToIssued(row, issued.Key, isPromisedToTheEnd);
    }

    public IssuedCredential ToIssued(ApiKeySlot row, SecretString key, bool isPromisedToTheEnd) => new(
        EnvironmentCredential.FromApiKey(row.Environment, row.KeyId!, key, row.ExpiresAt!.Value),
        row.IssuedAt!.Value,
        string.Empty,
        isPromisedToTheEnd ? TimeSpan.MaxValue : options.Credentials.MinimumRemaining);

    private async ValueTask<IssuedApiKey> CallAsync(ApiKeySlot claim, CredentialWish wish, CancellationToken cancellationToken)
    {
        try
        {
            return await keys.CreateAsync(claim.Environment, claim.KeyName, options.Credentials.ApiKeyLifetime, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host is stopping: the claim expires, and another host finds what was made by its name.
            throw;
        }
        catch (CloudCallException e) when (e.Effect == CloudEffect.None)
        {
            await cleanup.ForgetAsync(claim, AuditOutcome.None, $"{claim.KeyName} was not made: {e.Code}", e.RequestId).ConfigureAwait(false);
            if (e is CloudLimitExceededException limit)
            {
                throw await SayFullAsync(claim, wish, limit, cancellationToken).ConfigureAwait(false);
            }

            throw;
        }
        catch (Exception e)
        {
            await cleanup.ResolveAsync(claim, "its reply was lost", cancellationToken).ConfigureAwait(false);
            throw new LostReplyException(e);
        }
    }

    /// <summary>Stores the key and retires the older ones of its scope. Returns those, or null when the row is no longer this host's.</summary>
    private async ValueTask<IReadOnlyList<ApiKeySlot>?> StoreAsync(ApiKeySlot row)
    {
        while (true)
        {
            IReadOnlyList<ApiKeySlot> rows = await store.ReadApiKeySlotsAsync(row.Tenant.Account, row.Environment, CancellationToken.None).ConfigureAwait(false);
            if (!rows.Any(r => r.KeyName == row.KeyName && r.Version == row.Version))
            {
                return null;
            }

            List<ApiKeySlot> older = [.. rows.Where(r => r.Scope == row.Scope && r.Generation < row.Generation && r.State == ApiKeySlotState.Issued)];
            List<StoreChange> changes = [new StoreChange.UpdateApiKeySlot(row)];
            changes.AddRange(older.Select(r => new StoreChange.UpdateApiKeySlot(r with { State = ApiKeySlotState.Retiring })));
            changes.Add(CredentialAudit.Record(
                row.Tenant, CredentialAudit.CreateApiKey, AuditOutcome.Applied, host, time.GetUtcNow(), $"{row.KeyName} is key {row.KeyId} until {row.ExpiresAt:O}"));
            if ((await store.CommitAsync(new ChangeSet(changes), CancellationToken.None).ConfigureAwait(false)).IsCommitted)
            {
                return [.. older.Select(r => r with { State = ApiKeySlotState.Retiring, Version = r.Version + 1 })];
            }
        }
    }

    private async ValueTask TidyAsync(IReadOnlyList<ApiKeySlot> useless, ApiKeySlot row, CancellationToken cancellationToken)
    {
        try
        {
            foreach (ApiKeySlot old in useless)
            {
                await cleanup.DeleteAsync(old, "the cloud refused it or it cannot be read back", cancellationToken).ConfigureAwait(false);
            }

            await cleanup.SweepAsync(row.Tenant.Account, row.Environment, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            CredentialLog.CleanUpFailed(logger, e, row.KeyName, row.Environment);
        }
    }

    private async ValueTask<CredentialUnavailableException> SayFullAsync(
        ApiKeySlot claim, CredentialWish wish, CloudLimitExceededException limit, CancellationToken cancellationToken)
    {
        string held = string.Empty;
        try
        {
            IReadOnlyList<EnvironmentApiKey> all = await keys.ListAsync(claim.Environment, cancellationToken).ConfigureAwait(false);
            held = $" It has {all.Count}, of which {all.Count(k => !ApiKeyName.IsOurs(k.Name))} are not this library's"
                + $" ({string.Join(", ", all.Where(k => !ApiKeyName.IsOurs(k.Name)).Select(k => $"'{k.Name}'"))}).";
        }
        catch (CloudCallException)
        {
            // The limit is the news; who holds the slots is a courtesy.
        }

        return new CredentialUnavailableException(
            $"The cloud lets the environment {claim.Environment} have {limit.Maximum ?? ApiKeyRules.CloudSlots} API keys and makes no more.{held} "
            + "Delete a key that nobody needs, or wait until one of them expires and is deleted.",
            wish.Tenant.Id,
            limit);
    }
}
