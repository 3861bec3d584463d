namespace CloudBase.MultiTenant;

/// <summary>An operation needs a person's decision: resume or cancel it.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="operation">The parked operation.</param>
/// <param name="problem">Why it is parked, and the way out.</param>
/// <param name="innerException">The cause.</param>
public sealed class TenantParkedException(string message, TenantId tenant, OperationId operation, OperationProblem problem, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.TenantParked, message, innerException)
{
    /// <summary>Gets the tenant.</summary>
    public TenantId Tenant { get; } = tenant;

    /// <summary>Gets the parked operation.</summary>
    public OperationId Operation { get; } = operation;

    /// <summary>Gets why it is parked, and the way out.</summary>
    public OperationProblem Problem { get; } = problem;
}
