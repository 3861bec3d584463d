using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>Deletes every API key that this library made in a tenant's environment, also those of which only the cloud knows.</summary>
internal sealed class ApiKeyRevocation(
    IMultiTenantStore store, IEnvironmentApiKeys keys, ApiKeyCleanup cleanup, TimeProvider time, string host)
{
    /// <summary>Returns how many keys were deleted. A key that another host is making now is deleted by that host, and never handed out.</summary>
    public async ValueTask<int> RunAsync(TenantKey tenant, EnvironmentId environment, CancellationToken cancellationToken)
    {
        int deleted = 0;
        HashSet<string> awaited = new(StringComparer.Ordinal);
        while (true)
        {
            IReadOnlyList<ApiKeySlot> rows = await store.ReadApiKeySlotsAsync(tenant.Account, environment, cancellationToken).ConfigureAwait(false);
            ApiKeySlot? row = rows.FirstOrDefault(r => !awaited.Contains(r.KeyName));
            if (row is null)
            {
                break;
            }

            if (row.KeyId is not null)
            {
                deleted += await cleanup.DeleteAsync(row, "access is taken back", cancellationToken).ConfigureAwait(false) ? 1 : 0;
            }
            else if (await cleanup.ResolveAsync(row, "access is taken back", cancellationToken).ConfigureAwait(false) is { } found)
            {
                deleted += found;
                awaited.Add(row.KeyName);
            }
        }

        return deleted + await DeleteOrphansAsync(tenant, environment, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<int> DeleteOrphansAsync(TenantKey tenant, EnvironmentId environment, CancellationToken cancellationToken)
    {
        int deleted = 0;
        IReadOnlyList<EnvironmentApiKey> listed = await keys.ListAsync(environment, cancellationToken).ConfigureAwait(false);
        // Rows are read after the list: a key that another host has just made has a row by now.
        IReadOnlyList<ApiKeySlot> rows = await store.ReadApiKeySlotsAsync(tenant.Account, environment, cancellationToken).ConfigureAwait(false);
        foreach (EnvironmentApiKey key in listed.Where(k => ApiKeyName.IsOurs(k.Name) && rows.All(r => r.KeyName != k.Name)))
        {
            await AuditAsync(tenant, AuditOutcome.Intent, $"{key.Name}: no row knows it", cancellationToken).ConfigureAwait(false);
            await keys.DeleteAsync(environment, key.KeyId, cancellationToken).ConfigureAwait(false);
            await AuditAsync(tenant, AuditOutcome.Applied, $"deleted {key.Name}", CancellationToken.None).ConfigureAwait(false);
            deleted++;
        }

        return deleted;
    }

    private ValueTask<CommitResult> AuditAsync(TenantKey tenant, AuditOutcome outcome, string detail, CancellationToken cancellationToken) => store.CommitAsync(
        ChangeSet.Of(CredentialAudit.Record(tenant, CredentialAudit.DeleteApiKey, outcome, host, time.GetUtcNow(), detail)), cancellationToken);
}
