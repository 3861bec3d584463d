namespace CloudBase.MultiTenant;

/// <summary>Finds and lists tenants without changing them. Thread-safe.</summary>
public interface ITenantDirectory
{
    /// <summary>Finds a tenant's newest generation, or returns null.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Tenant?> FindAsync(TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>Gets a tenant's newest generation.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    ValueTask<Tenant> GetAsync(TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>Finds the tenant that an environment is bound to, or returns null.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Tenant?> FindByEnvironmentAsync(EnvironmentId environment, CancellationToken cancellationToken = default);

    /// <summary>Finds the tenant for which an alias was drawn, or returns null.</summary>
    /// <param name="alias">The alias.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Tenant?> FindByAliasAsync(EnvironmentAlias alias, CancellationToken cancellationToken = default);

    /// <summary>Lists tenants in a stable order, reading page by page.</summary>
    /// <param name="query">Which tenants.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<Tenant> ListAsync(TenantQuery query, CancellationToken cancellationToken = default);
}
