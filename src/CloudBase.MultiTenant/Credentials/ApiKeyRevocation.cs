using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>Deletes every API key that this library made in a tenant's environment, also those of which only the cloud knows.</summary>
internal sealed class ApiKeyRevocation(
    IMultiTenantStore store, IEnvironmentApiKeys keys, ApiKeyCleanup cleanup, TimeProvider time, string host)
{
    /// <summary>Returns how many keys were deleted. A key that another host is making now is deleted by that host, and never handed out.</summary>
    public async ValueTask<int> RunAsync(Tenant owner, EnvironmentId environment, CancellationToken cancellationToken)
    {
        TenantKey tenant = owner.Key;
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

        // Isolation is being proved: the key for that is no leftover yet, and its operation deletes it.
        bool isProving = owner.State == TenantState.Provisioning;
        return deleted + await DeleteOrphansAsync(tenant, environment, isProving, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<int> DeleteOrphansAsync(TenantKey tenant, EnvironmentId environment, bool isProving, CancellationToken cancellationToken)
    {
        int deleted = 0;
        IReadOnlyList<EnvironmentApiKey> listed = await cleanup.FindKeysAsync(environment, cancellationToken).ConfigureAwait(false) ?? [];
        // Rows are read after the list: a key that another host has just made has a row by now.
        IReadOnlyList<ApiKeySlot> rows = await store.ReadApiKeySlotsAsync(tenant.Account, environment, cancellationToken).ConfigureAwait(false);
        foreach (EnvironmentApiKey key in listed.Where(k => IsOrphan(k.Name, rows, isProving)))
        {
            await AuditAsync(tenant, AuditOutcome.Intent, $"{key.Name}: no row knows it", cancellationToken).ConfigureAwait(false);
            await keys.DeleteAsync(environment, key.KeyId, cancellationToken).ConfigureAwait(false);
            await AuditAsync(tenant, AuditOutcome.Applied, $"deleted {key.Name}", CancellationToken.None).ConfigureAwait(false);
            deleted++;
        }

        return deleted;
    }

    private static bool IsOrphan(string name, IReadOnlyList<ApiKeySlot> rows, bool isProving) =>
        ApiKeyName.IsOurs(name) && rows.All(r => r.KeyName != name) && !(isProving && ApiKeyName.IsProof(name));

    private ValueTask<CommitResult> AuditAsync(TenantKey tenant, AuditOutcome outcome, string detail, CancellationToken cancellationToken) => store.CommitAsync(
        ChangeSet.Of(CredentialAudit.Record(tenant, CredentialAudit.DeleteApiKey, outcome, host, time.GetUtcNow(), detail)), cancellationToken);
}
