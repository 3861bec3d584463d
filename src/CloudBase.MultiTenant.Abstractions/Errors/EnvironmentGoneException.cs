namespace CloudBase.MultiTenant;

/// <summary>The tenant's environment is gone at the cloud, so that there is nothing to give back. The operation has ended, and the tenant is as it was before.</summary>
/// <remarks>Deprovision the tenant, which removes what is left of its access, and ensure it again: it is given a new environment.</remarks>
/// <param name="message">What is gone, and the way out.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="operation">The operation that ended.</param>
/// <param name="innerException">The cause.</param>
public sealed class EnvironmentGoneException(string message, TenantId tenant, OperationId operation, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.EnvironmentGone, message, innerException)
{
    /// <summary>Gets the tenant.</summary>
    public TenantId Tenant { get; } = tenant;

    /// <summary>Gets the operation that ended; nothing of it is left to resume or to cancel.</summary>
    public OperationId Operation { get; } = operation;
}
