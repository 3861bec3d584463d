namespace CloudBase.MultiTenant;

/// <summary>Sets what tenants may use, and reads what they use. Thread-safe.</summary>
/// <remarks>
/// Sandboxes are a hard meter: counted by the store in the commit that admits one, so that the limit is never passed. All others are
/// soft meters: the cloud counts them, its figures lag, and reaching one refuses nothing by itself.
/// </remarks>
public interface ITenantQuotas
{
    /// <summary>Gets what a tenant may use.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its quota; one without limits where none was set.</returns>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    ValueTask<TenantQuota> GetAsync(TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>Sets what a tenant may use, with an audit record in the same commit. What it has already is not taken away: it gets no more.</summary>
    /// <param name="tenant">The tenant, in any state but removed.</param>
    /// <param name="quota">All of its limits; null for what the options say.</param>
    /// <param name="cancellationToken">Ends the wait; the quota may have been set.</param>
    /// <returns>The tenant with its quota.</returns>
    /// <exception cref="TenantQuotaException">The quota contradicts itself; the error names every reason, and nothing was changed.</exception>
    /// <exception cref="TenantStateException">The tenant is removed.</exception>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    ValueTask<Tenant> SetAsync(TenantId tenant, TenantQuota? quota, CancellationToken cancellationToken = default);

    /// <summary>Reads how much of each resource a tenant uses: from the store what is counted there, from the cloud what it meters.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A reading of each resource of a tenant's, with a limit or without.</returns>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="CloudCallException">The cloud did not say; no figure is made up.</exception>
    ValueTask<IReadOnlyList<QuotaReading>> ReadAsync(TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>Reads how many environments the account has, and how many it has deleted, against what it may.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A reading of each resource of the account's.</returns>
    /// <exception cref="CloudCallException">The cloud did not say; no figure is made up.</exception>
    ValueTask<IReadOnlyList<QuotaReading>> ReadAccountAsync(CancellationToken cancellationToken = default);
}
