namespace CloudBase.MultiTenant;

/// <summary>What was read back after applying a template is not what the template says; the operation is parked.</summary>
/// <param name="message">What differs, and the way out.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="operation">The parked operation.</param>
/// <param name="innerException">The cause.</param>
public sealed class TemplateMismatchException(string message, TenantId tenant, OperationId operation, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.TemplateMismatch, message, innerException)
{
    /// <summary>Gets the tenant.</summary>
    public TenantId Tenant { get; } = tenant;

    /// <summary>Gets the parked operation; resume it to read back again.</summary>
    public OperationId Operation { get; } = operation;
}
