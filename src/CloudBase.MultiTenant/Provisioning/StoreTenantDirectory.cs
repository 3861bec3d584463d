using System.Runtime.CompilerServices;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Tenants as the store has them.</summary>
internal sealed class StoreTenantDirectory(IMultiTenantStore store, IEnvironmentCloud cloud, StoreGate gate) : ITenantDirectory
{
    public async ValueTask<Tenant?> FindAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await store.FindTenantAsync(cloud.Account, tenant, EnvironmentName.Default, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Tenant> GetAsync(TenantId tenant, CancellationToken cancellationToken) =>
        await FindAsync(tenant, cancellationToken).ConfigureAwait(false) ?? throw NotFound(tenant);

    public async ValueTask<Tenant?> FindByEnvironmentAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        EnvironmentBinding? binding = await store.FindBindingAsync(cloud.Account, environment, cancellationToken).ConfigureAwait(false);
        return binding is null ? null : await store.FindTenantAsync(binding.Tenant, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Tenant?> FindByAliasAsync(EnvironmentAlias alias, CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        Tenant? found = await store.FindTenantByAliasAsync(cloud.Account, alias, cancellationToken).ConfigureAwait(false);
        return found?.Key.Environment == EnvironmentName.Pool ? null : found;
    }

    public async IAsyncEnumerable<Tenant> ListAsync(TenantQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        await foreach (Tenant tenant in store.ListTenantsAsync(cloud.Account, query, cancellationToken).ConfigureAwait(false))
        {
            if (tenant.Key.Environment != EnvironmentName.Pool)
            {
                yield return tenant;
            }
        }
    }

    public static TenantNotFoundException NotFound(TenantId tenant) =>
        new($"There is no tenant '{tenant}': ensure it first with ITenantProvisioner.EnsureAsync.", tenant);
}
