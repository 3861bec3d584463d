namespace CloudBase.MultiTenant;

/// <summary>An operation ended without its goal, and nothing is left to wait for. Nothing was bought, or what was bought is accounted for.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="operation">The operation.</param>
/// <param name="problem">What failed, and the way out.</param>
/// <param name="innerException">The cause.</param>
public sealed class ProvisioningFailedException(string message, OperationId operation, OperationProblem problem, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.ProvisioningFailed, message, innerException)
{
    /// <summary>Gets the operation.</summary>
    public OperationId Operation { get; } = operation;

    /// <summary>Gets what failed, and the way out.</summary>
    public OperationProblem Problem { get; } = problem;
}
