namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>Hands out what a tenant's sub-account has: its permanent key, and how to sign in. Thread-safe.</summary>
public interface ICamSubAccounts
{
    /// <summary>Returns the access key of an active tenant's sub-account. A stored key that can no longer be read is renewed first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantStateException">The tenant is not active, or has no sub-account.</exception>
    /// <exception cref="CredentialUnavailableException">The key cannot be read back, and could not be renewed.</exception>
    ValueTask<CamAccessKey> GetAccessKeyAsync(TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>Takes the initial console password, which is delivered once and must be changed at the first sign-in.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The password; null when there is none, or it was taken before.</returns>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantStateException">The tenant is not active, is being changed, or has no sub-account.</exception>
    /// <exception cref="CredentialUnavailableException">The password cannot be read back: reset it in the console.</exception>
    ValueTask<SecretString?> TakeInitialPasswordAsync(TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>Returns where the tenant signs in; null when console login is off for it.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantStateException">The tenant is not active, or has no sub-account.</exception>
    ValueTask<CamSignIn?> GetSignInAsync(TenantId tenant, CancellationToken cancellationToken = default);
}
