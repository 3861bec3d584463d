using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Finds for whom an environment was bought that is nobody's: by its alias, or by its tag alone where its alias was changed in the console. Not thread-safe.</summary>
internal sealed class EnvironmentOwners(IMultiTenantStore store, CloudAccountName account, string tagKey)
{
    // A tenant is written before its order goes out: a tag that no tenant has when its environment is seen is never ours.
    private HashSet<string> _foreign = new(StringComparer.Ordinal);

    /// <returns>The tenant of each environment that carries this deployment's tag and is nobody's.</returns>
    public async ValueTask<Dictionary<EnvironmentId, Tenant>> FindAsync(IReadOnlyList<CloudEnvironment> environments, CancellationToken cancellationToken)
    {
        Dictionary<EnvironmentId, Tenant> owners = [];
        Dictionary<string, List<EnvironmentId>> renamed = new(StringComparer.Ordinal);
        HashSet<string> foreign = new(StringComparer.Ordinal);
        foreach (CloudEnvironment environment in environments)
        {
            if (environment.Tags.GetValueOrDefault(tagKey) is not { } marker)
            {
                continue;
            }

            if (_foreign.Contains(marker))
            {
                foreign.Add(marker);
            }
            else if (await store.FindBindingAsync(account, environment.Id, cancellationToken).ConfigureAwait(false) is null)
            {
                if (EnvironmentAlias.TryParse(environment.Alias, out EnvironmentAlias alias)
                    && await store.FindTenantByAliasAsync(account, alias, cancellationToken).ConfigureAwait(false) is { } tenant && tenant.Marker == marker)
                {
                    Add(owners, environment.Id, tenant);
                }
                else if (!renamed.TryAdd(marker, [environment.Id]))
                {
                    renamed[marker].Add(environment.Id);
                }
            }
        }

        if (renamed.Count > 0)
        {
            await FindByMarkerAsync(renamed, owners, cancellationToken).ConfigureAwait(false);
        }

        foreign.UnionWith(renamed.Keys);
        _foreign = foreign;
        return owners;
    }

    private async ValueTask FindByMarkerAsync(
        Dictionary<string, List<EnvironmentId>> renamed, Dictionary<EnvironmentId, Tenant> owners, CancellationToken cancellationToken)
    {
        await foreach (Tenant tenant in store.ListTenantsAsync(account, TenantQuery.All, cancellationToken).ConfigureAwait(false))
        {
            if (renamed.Remove(tenant.Marker, out List<EnvironmentId>? found))
            {
                found.ForEach(id => Add(owners, id, tenant));
            }
        }
    }

    private static void Add(Dictionary<EnvironmentId, Tenant> owners, EnvironmentId environment, Tenant tenant)
    {
        // An environment of a pool is bound to nobody, and known to its subject.
        if (tenant.EnvironmentId != environment)
        {
            owners.Add(environment, tenant);
        }
    }
}
