using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>API keys as rows that all hosts share: one host claims and makes a key, the others wait for its row.</summary>
internal sealed class StoredApiKeys(
    IMultiTenantStore store,
    ISecretProtector protector,
    IRandomSource random,
    TimeProvider time,
    CloudBaseOptions options,
    ApiKeyRules rules,
    ApiKeyCleanup cleanup,
    ApiKeyMaker maker,
    string host,
    ILogger logger)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>Returns the scope's key, made by this host or another, or what is held when a renewal is not possible yet.</summary>
    /// <exception cref="CredentialUnavailableException">No slot is free, or the tenant lost its access meanwhile.</exception>
    /// <exception cref="CloudCallException">The cloud made no key.</exception>
    public async ValueTask<IssuedCredential> ObtainAsync(CredentialWish wish, CancellationToken cancellationToken)
    {
        TimeSpan wait = FirstWait;
        int lostReplies = 0;
        while (true)
        {
            wish.Permit.ThrowIfLost();
            DateTimeOffset now = time.GetUtcNow();
            TenantKey tenant = wish.Tenant.Key;
            IReadOnlyList<ApiKeySlot> rows = await store.ReadApiKeySlotsAsync(tenant.Account, wish.Environment, cancellationToken).ConfigureAwait(false);
            ApiKeySlot? current = Newest(rows, wish, ApiKeySlotState.Issued);
            (IssuedCredential? usable, bool isUseless) = current is null ? (null, false) : await JudgeAsync(current, wish, now, cancellationToken).ConfigureAwait(false);
            if (usable is not null)
            {
                return usable;
            }

            if (Newest(rows, wish, ApiKeySlotState.Claimed) is { } claim && claim.Generation > (current?.Generation ?? 0))
            {
                if (rules.IsStale(claim, now))
                {
                    await cleanup.ResolveAsync(claim, "its owner left it behind", cancellationToken).ConfigureAwait(false);
                }
                else if (Keep(wish, rows) is { } held)
                {
                    return held;
                }
                else
                {
                    await Task.Delay(wait * (0.5 + random.NextDouble()), time, cancellationToken).ConfigureAwait(false);
                    wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
                }

                continue;
            }

            if (rules.FreeSlot(rows) is not { } slot)
            {
                if (await cleanup.MakeRoomAsync(rows, isUseless ? current : null, cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                return Keep(wish, rows) ?? throw Full(wish, rows);
            }

            if (await ClaimAsync(wish, rows, slot, cancellationToken).ConfigureAwait(false) is not { } claimed)
            {
                continue;
            }

            try
            {
                if (await maker.MakeAsync(claimed, wish, isUseless, cancellationToken).ConfigureAwait(false) is { } made)
                {
                    return made;
                }
            }
            catch (LostReplyException e) when (++lostReplies < 2)
            {
                CredentialLog.OutcomeUnknown(logger, e.InnerException!, claimed.KeyName, wish.Environment);
            }
            catch (LostReplyException e)
            {
                throw new CredentialUnavailableException(
                    $"The cloud did not say whether it made an API key in {wish.Environment}, twice; what it made is found by its name and deleted. Try again later.",
                    tenant.Tenant,
                    e.InnerException);
            }
        }
    }

    /// <summary>Returns the scope's stored key when it still serves the wish, though it is due to be replaced: for a host that holds none and could not have a new one.</summary>
    public async ValueTask<IssuedCredential?> FindServableAsync(CredentialWish wish, CancellationToken cancellationToken)
    {
        while (true)
        {
            wish.Permit.ThrowIfLost();
            IReadOnlyList<ApiKeySlot> rows = await store.ReadApiKeySlotsAsync(wish.Tenant.Key.Account, wish.Environment, cancellationToken).ConfigureAwait(false);
            DateTimeOffset now = time.GetUtcNow();
            if (Newest(rows, wish, ApiKeySlotState.Issued) is not { } row || row.KeyId == wish.RejectedId
                || row.ExpiresAt!.Value - now < wish.Minimum || now >= rules.ServeUntil(row))
            {
                return null;
            }

            (IssuedCredential? usable, _, bool isChanged) = await OpenAsync(row, wish, cancellationToken).ConfigureAwait(false);
            if (!isChanged)
            {
                return usable;
            }
        }
    }

    private static ApiKeySlot? Newest(IReadOnlyList<ApiKeySlot> rows, CredentialWish wish, ApiKeySlotState state) =>
        rows.Where(r => r.State == state && r.Scope == wish.Request.Scope && r.Tenant == wish.Tenant.Key).MaxBy(r => r.Generation);

    /// <summary>What is held is kept while a renewal has to wait, as long as its key is still there.</summary>
    private static IssuedCredential? Keep(CredentialWish wish, IReadOnlyList<ApiKeySlot> rows) =>
        wish.Held is { } held && rows.Any(r => r.KeyId == held.Lease.Credential.Id)
            ? new IssuedCredential(held.Lease.Credential, held.Lease.IssuedAt, held.Lease.PolicyHash, held.LongestPromise)
            : null;

    /// <summary>Says whether the stored key serves the wish, and if not, whether it is of no use to anybody.</summary>
    private async ValueTask<(IssuedCredential? Usable, bool IsUseless)> JudgeAsync(
        ApiKeySlot row, CredentialWish wish, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (row.KeyId == wish.RejectedId)
        {
            return (null, true);
        }

        bool isHeld = wish.Held is { } held && held.Lease.Credential.Id == row.KeyId;
        if (wish.IsRenewal ? isHeld : !isHeld && now >= ApiKeyRules.MustRefreshAt(row))
        {
            return (null, false);
        }

        TimeSpan lifetime = row.ExpiresAt!.Value - row.IssuedAt!.Value;
        bool isTooShort = row.ExpiresAt.Value - now < wish.Minimum && lifetime >= wish.Minimum;
        if (isTooShort && !isHeld && now >= row.IssuedAt.Value + CredentialWindow.Floor(lifetime))
        {
            return (null, false);
        }

        (IssuedCredential? usable, bool isUseless, bool isChanged) = await OpenAsync(row, wish, cancellationToken).ConfigureAwait(false);
        return isChanged ? await RereadAsync(row, wish, now, cancellationToken).ConfigureAwait(false) : (usable, isUseless);
    }

    /// <summary>Reads the key of a row, and tells the row what its holder is promised.</summary>
    private async ValueTask<(IssuedCredential? Usable, bool IsUseless, bool IsChanged)> OpenAsync(ApiKeySlot row, CredentialWish wish, CancellationToken cancellationToken)
    {
        bool isHeld = wish.Held is { } held && held.Lease.Credential.Id == row.KeyId;
        SecretString? key = isHeld ? wish.Held!.Lease.Credential.Secret : null;
        if (key is null && !protector.TryUnprotect(row.ProtectedKey!, ApiKeyRules.Purpose(row), out key))
        {
            CredentialLog.Unreadable(logger, row.KeyId, row.Environment);
            return (null, true, false);
        }

        bool isPromisedToTheEnd = row.ClaimExpiresAt >= row.ExpiresAt;
        if (wish.Minimum > options.Credentials.MinimumRemaining && !isPromisedToTheEnd)
        {
            // The row is told, so that no host deletes the key to make room before it expires.
            CommitResult told = await store.CommitAsync(
                ChangeSet.Of(new StoreChange.UpdateApiKeySlot(row with { ClaimExpiresAt = row.ExpiresAt!.Value })), cancellationToken).ConfigureAwait(false);
            if (!told.IsCommitted)
            {
                return (null, false, true);
            }

            isPromisedToTheEnd = true;
        }

        return (maker.ToIssued(row, key, isPromisedToTheEnd), false, false);
    }

    private async ValueTask<(IssuedCredential? Usable, bool IsUseless)> RereadAsync(
        ApiKeySlot row, CredentialWish wish, DateTimeOffset now, CancellationToken cancellationToken)
    {
        IReadOnlyList<ApiKeySlot> rows = await store.ReadApiKeySlotsAsync(row.Tenant.Account, row.Environment, cancellationToken).ConfigureAwait(false);
        return Newest(rows, wish, ApiKeySlotState.Issued) is { } again
            ? await JudgeAsync(again, wish, now, cancellationToken).ConfigureAwait(false)
            : (null, false);
    }

    private async ValueTask<ApiKeySlot?> ClaimAsync(CredentialWish wish, IReadOnlyList<ApiKeySlot> rows, int slot, CancellationToken cancellationToken)
    {
        CheckBeforeSpending(wish);
        TenantAccess.ThrowIfNotActive(await store.FindTenantAsync(wish.Tenant.Key, cancellationToken).ConfigureAwait(false), wish.Tenant.Id);
        DateTimeOffset now = time.GetUtcNow();
        ApiKeySlot? newest = rows.Where(r => r.Scope == wish.Request.Scope).MaxBy(r => r.Generation);
        var row = new ApiKeySlot
        {
            Tenant = wish.Tenant.Key,
            Environment = wish.Environment,
            Slot = slot,
            Scope = wish.Request.Scope,
            Generation = (newest?.Generation ?? 0) + 1,
            State = ApiKeySlotState.Claimed,
            KeyName = ApiKeyName.Draw(random),
            Owner = host,
            ClaimExpiresAt = now + options.Credentials.ClaimDuration,
        };
        wish.Permit.ThrowIfLost();
        CommitResult result = await store.CommitAsync(
            ChangeSet.Of(
                new StoreChange.InsertApiKeySlot(row, newest),
                CredentialAudit.Record(row.Tenant, CredentialAudit.CreateApiKey, AuditOutcome.Intent, host, now, $"{row.KeyName}, scope {row.Scope}, slot {slot}")),
            cancellationToken).ConfigureAwait(false);
        return result.IsCommitted ? row with { Version = 1 } : null;
    }

    private void CheckBeforeSpending(CredentialWish wish)
    {
        if (options.Credentials.ApiKeyLifetime < ApiKeyRules.ShortestLifetime)
        {
            throw new CredentialUnavailableException(
                $"Credentials:ApiKeyLifetime is {options.Credentials.ApiKeyLifetime:c}: the cloud makes no API key for less than {ApiKeyRules.ShortestLifetime:c}. Raise it.",
                wish.Tenant.Id);
        }

        // Where nothing protects secrets this throws before a key is made.
        _ = protector.Protect(new SecretString("probe"), "api-key/probe");
    }

    private CredentialUnavailableException Full(CredentialWish wish, IReadOnlyList<ApiKeySlot> rows)
    {
        string taken = string.Join(", ", rows.OrderBy(r => r.Slot).Select(r => $"{r.Slot}: scope {r.Scope}, {r.State}"));
        return new CredentialUnavailableException(
            $"All {Math.Min(options.Credentials.MaxSlots, ApiKeyRules.CloudSlots)} API key slots that this library may use in {wish.Environment} are taken ({taken}); "
            + $"the next one is free at {rows.Min(rules.FreeAt):O} at the latest. Raise Credentials:MaxSlots (the cloud allows {ApiKeyRules.CloudSlots}), use fewer scopes, or wait.",
            wish.Tenant.Id);
    }
}
