namespace CloudBase.MultiTenant;

/// <summary>The tenant exists with another specification, and nothing is changed silently.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="existing">What the tenant has.</param>
/// <param name="requested">What was asked for.</param>
/// <param name="innerException">The cause.</param>
public sealed class TenantSpecConflictException(string message, TenantSpec existing, TenantSpec requested, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.TenantSpecConflict, message, innerException)
{
    /// <summary>Gets what the tenant has.</summary>
    public TenantSpec Existing { get; } = existing;

    /// <summary>Gets what was asked for.</summary>
    public TenantSpec Requested { get; } = requested;
}
