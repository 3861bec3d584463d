namespace CloudBase.MultiTenant;

/// <summary>Gives tenants their environments, and takes them away. Every verb is a durable operation. Thread-safe.</summary>
/// <remarks>
/// The caller's token, and its patience, end the wait and never the operation: what was begun is finished by any host that
/// runs the operation pump. When the patience ends first, a verb throws <see cref="ProvisioningPendingException"/>.
/// </remarks>
public interface ITenantProvisioner
{
    /// <summary>Makes sure that the tenant has a working environment, buying one at most once, and returns the active tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="spec">What it is to get, if it has nothing yet.</param>
    /// <param name="cancellationToken">Ends the wait, not the operation.</param>
    /// <exception cref="ProvisioningPendingException">The patience ended; the operation goes on.</exception>
    /// <exception cref="TenantSpecConflictException">The tenant exists with another specification.</exception>
    /// <exception cref="TenantParkedException">The tenant needs a person's decision.</exception>
    /// <exception cref="TenantStateException">The tenant is suspended or being removed.</exception>
    ValueTask<Tenant> EnsureAsync(TenantId tenant, TenantSpec spec, CancellationToken cancellationToken = default);

    /// <summary>Makes sure that the tenant has a working environment, with options for this call.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="spec">What it is to get, if it has nothing yet.</param>
    /// <param name="options">How long to wait.</param>
    /// <param name="cancellationToken">Ends the wait, not the operation.</param>
    ValueTask<Tenant> EnsureAsync(TenantId tenant, TenantSpec spec, EnsureOptions options, CancellationToken cancellationToken = default);

    /// <summary>Takes the tenant's access away and keeps its environment, which stays paid.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the wait, not the operation.</param>
    ValueTask<SuspendResult> SuspendAsync(TenantId tenant, SuspendOptions options, CancellationToken cancellationToken = default);

    /// <summary>Gives a suspended tenant its access back.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the wait, not the operation.</param>
    /// <exception cref="EnvironmentGoneException">The cloud has the environment no more. The tenant stays suspended: deprovision it, then ensure it again.</exception>
    ValueTask<Tenant> ReactivateAsync(TenantId tenant, ReactivateOptions options, CancellationToken cancellationToken = default);

    /// <summary>Moves the tenant's environment to another package; the cloud settles the price difference at once.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="options">The new package.</param>
    /// <param name="cancellationToken">Ends the wait, not the operation.</param>
    ValueTask<Tenant> ChangePlanAsync(TenantId tenant, ChangePlanOptions options, CancellationToken cancellationToken = default);

    /// <summary>Renews the permanent keys of the tenant's isolation strategy, where it has any.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the wait, not the operation.</param>
    ValueTask<Tenant> RotateKeysAsync(TenantId tenant, RotateKeysOptions options, CancellationToken cancellationToken = default);

    /// <summary>Revokes the tenant's access and removes its environment, within the account's deletion budget.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the wait, not the operation.</param>
    ValueTask<DeprovisionResult> DeprovisionAsync(TenantId tenant, DeprovisionOptions options, CancellationToken cancellationToken = default);
}
