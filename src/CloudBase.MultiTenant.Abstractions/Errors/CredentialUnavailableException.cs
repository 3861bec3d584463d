namespace CloudBase.MultiTenant;

/// <summary>No credential could be handed out; nothing weaker or broader is given instead.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="innerException">The cause.</param>
public sealed class CredentialUnavailableException(string message, TenantId tenant, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.CredentialUnavailable, message, innerException)
{
    /// <summary>Gets the tenant.</summary>
    public TenantId Tenant { get; } = tenant;
}
