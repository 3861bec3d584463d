namespace CloudBase.MultiTenant;

/// <summary>There is no such operation.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="operation">The operation that was asked for.</param>
/// <param name="innerException">The cause.</param>
public sealed class OperationNotFoundException(string message, OperationId operation, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.OperationNotFound, message, innerException)
{
    /// <summary>Gets the operation that was asked for.</summary>
    public OperationId Operation { get; } = operation;
}
