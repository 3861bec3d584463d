namespace CloudBase.MultiTenant;

/// <summary>There is no such tenant.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="tenant">The tenant that was asked for.</param>
/// <param name="innerException">The cause.</param>
public sealed class TenantNotFoundException(string message, TenantId tenant, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.TenantNotFound, message, innerException)
{
    /// <summary>Gets the tenant that was asked for.</summary>
    public TenantId Tenant { get; } = tenant;
}
