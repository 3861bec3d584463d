using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>Deletes API keys and their rows. Each deletion is announced in the row and the audit before the cloud is called.</summary>
internal sealed class ApiKeyCleanup(
    IMultiTenantStore store, IEnvironmentApiKeys keys, ApiKeyRules rules, TimeProvider time, string host, ILogger logger)
{
    /// <summary>Deletes a key. Returns false when the row was changed by another host meanwhile.</summary>
    /// <exception cref="CloudCallException">The cloud did not delete it; the row stays, retiring.</exception>
    public async ValueTask<bool> DeleteAsync(ApiKeySlot row, string reason, CancellationToken cancellationToken)
    {
        if (await AnnounceAsync(row, row.ClaimExpiresAt, reason, cancellationToken).ConfigureAwait(false) is not { } retiring)
        {
            return false;
        }

        await CallDeleteAsync(retiring, retiring.KeyId!, cancellationToken).ConfigureAwait(false);
        await RemoveRowAsync(retiring, AuditOutcome.Applied, $"deleted {retiring.KeyName}").ConfigureAwait(false);
        return true;
    }

    /// <summary>Looks for a key whose reply was lost, by its name, and deletes it. Returns the keys deleted, or null when another host changed the row.</summary>
    /// <remarks>A key that is not found may still appear: its row stays until it no longer can.</remarks>
    public async ValueTask<int?> ResolveAsync(ApiKeySlot row, string reason, CancellationToken cancellationToken)
    {
        bool isLastLook = row.State == ApiKeySlotState.Retiring && rules.IsStale(row, time.GetUtcNow());
        DateTimeOffset settledAt = row.State == ApiKeySlotState.Retiring ? row.ClaimExpiresAt : time.GetUtcNow() + rules.SettleTime;
        if (await AnnounceAsync(row, settledAt, reason, cancellationToken).ConfigureAwait(false) is not { } retiring)
        {
            return null;
        }

        int deleted = 0;
        IReadOnlyList<EnvironmentApiKey>? listed = await FindKeysAsync(row.Environment, cancellationToken).ConfigureAwait(false);
        foreach (EnvironmentApiKey key in listed ?? [])
        {
            if (key.Name == row.KeyName)
            {
                await CallDeleteAsync(retiring, key.KeyId, cancellationToken).ConfigureAwait(false);
                deleted++;
            }
        }

        if (deleted > 0 || isLastLook || listed is null)
        {
            await RemoveRowAsync(retiring, deleted > 0 ? AuditOutcome.Applied : AuditOutcome.None, $"{deleted} keys named {row.KeyName} were found").ConfigureAwait(false);
        }

        return deleted;
    }

    /// <summary>Lists an environment's keys; null where the environment is gone: purged, or deleted in the console. It has none, and gets none any more.</summary>
    public async ValueTask<IReadOnlyList<EnvironmentApiKey>?> FindKeysAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        try
        {
            return await keys.ListAsync(environment, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Frees a slot for one more key. Returns false when none can be freed now.</summary>
    public async ValueTask<bool> MakeRoomAsync(IReadOnlyList<ApiKeySlot> rows, ApiKeySlot? useless, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (useless is not null)
        {
            await DeleteAsync(useless, "it is of no use any more and its slot is needed", cancellationToken).ConfigureAwait(false);
            return true;
        }

        if (rows.FirstOrDefault(r => IsDue(r, now)) is { } due)
        {
            // A row that stays for another look frees nothing; saying true would spin.
            return await CleanAsync(due, cancellationToken).ConfigureAwait(false);
        }

        if (rows.Where(r => rules.MayMakeRoom(r, rows, now)).MinBy(r => r.ExpiresAt) is { } oldest)
        {
            await DeleteAsync(oldest, "it was replaced and its slot is needed", cancellationToken).ConfigureAwait(false);
            return true;
        }

        return false;
    }

    /// <summary>Removes what has expired or was left behind. A failure is logged, and the row is tried again with the next key.</summary>
    public async ValueTask SweepAsync(CloudAccountName account, EnvironmentId environment, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (ApiKeySlot row in await store.ReadApiKeySlotsAsync(account, environment, cancellationToken).ConfigureAwait(false))
        {
            if (!IsDue(row, now))
            {
                continue;
            }

            try
            {
                await CleanAsync(row, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                CredentialLog.CleanUpFailed(logger, e, row.KeyName, row.Environment);
            }
        }
    }

    /// <summary>Takes the row of a key that was never handed out away, with its audit record. The key itself is gone, or was never made.</summary>
    public async ValueTask ForgetAsync(ApiKeySlot claim, AuditOutcome outcome, string detail, string? requestId)
    {
        IReadOnlyList<ApiKeySlot> rows = await store.ReadApiKeySlotsAsync(claim.Tenant.Account, claim.Environment, CancellationToken.None).ConfigureAwait(false);
        StoreChange audit = CredentialAudit.Record(claim.Tenant, CredentialAudit.CreateApiKey, outcome, host, time.GetUtcNow(), detail, requestId);
        ApiKeySlot? row = rows.FirstOrDefault(r => r.KeyName == claim.KeyName);
        CommitResult result = await store.CommitAsync(
            row is null ? ChangeSet.Of(audit) : ChangeSet.Of(new StoreChange.DeleteApiKeySlot(row), audit), CancellationToken.None).ConfigureAwait(false);
        if (!result.IsCommitted)
        {
            await store.CommitAsync(ChangeSet.Of(audit), CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> CleanAsync(ApiKeySlot row, CancellationToken cancellationToken) => row.KeyId is not null
        ? await DeleteAsync(row, "it has expired", cancellationToken).ConfigureAwait(false)
        : row.State == ApiKeySlotState.Retiring
            ? await ResolveAsync(row, "a lost reply has settled", cancellationToken).ConfigureAwait(false) is not null
            : await ResolveAsync(row, "its owner left it behind", cancellationToken).ConfigureAwait(false) > 0;

    private bool IsDue(ApiKeySlot row, DateTimeOffset now) => row.KeyId is null ? rules.IsStale(row, now) : rules.HasExpired(row, now);

    private async ValueTask<ApiKeySlot?> AnnounceAsync(ApiKeySlot row, DateTimeOffset claimExpiresAt, string reason, CancellationToken cancellationToken)
    {
        ApiKeySlot retiring = row with { State = ApiKeySlotState.Retiring, ClaimExpiresAt = claimExpiresAt };
        CommitResult result = await store.CommitAsync(
            ChangeSet.Of(
                new StoreChange.UpdateApiKeySlot(retiring),
                CredentialAudit.Record(row.Tenant, CredentialAudit.DeleteApiKey, AuditOutcome.Intent, host, time.GetUtcNow(), $"{row.KeyName}: {reason}")),
            cancellationToken).ConfigureAwait(false);
        return result.IsCommitted ? retiring with { Version = row.Version + 1 } : null;
    }

    private async ValueTask CallDeleteAsync(ApiKeySlot row, string keyId, CancellationToken cancellationToken)
    {
        try
        {
            await keys.DeleteAsync(row.Environment, keyId, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudNotFoundException)
        {
            // The environment is gone, and the key with it.
        }
        catch (Exception e)
        {
            await store.CommitAsync(
                ChangeSet.Of(CredentialAudit.Record(
                    row.Tenant, CredentialAudit.DeleteApiKey, CredentialAudit.OutcomeOf(e), host, time.GetUtcNow(),
                    $"deleting {row.KeyName} failed", (e as CloudCallException)?.RequestId)),
                CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask RemoveRowAsync(ApiKeySlot row, AuditOutcome outcome, string detail)
    {
        StoreChange audit = CredentialAudit.Record(row.Tenant, CredentialAudit.DeleteApiKey, outcome, host, time.GetUtcNow(), detail);
        CommitResult result = await store.CommitAsync(ChangeSet.Of(new StoreChange.DeleteApiKeySlot(row), audit), CancellationToken.None).ConfigureAwait(false);
        if (!result.IsCommitted)
        {
            // Another host removed the row; what this one did is still told.
            await store.CommitAsync(ChangeSet.Of(audit), CancellationToken.None).ConfigureAwait(false);
        }
    }
}
