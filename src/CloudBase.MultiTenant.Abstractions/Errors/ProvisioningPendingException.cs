namespace CloudBase.MultiTenant;

/// <summary>The caller's patience ended before the operation did. The operation goes on: call again, or watch it.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="operation">The operation that goes on.</param>
/// <param name="retryAfter">When it is worth asking again.</param>
/// <param name="innerException">The cause.</param>
public sealed class ProvisioningPendingException(string message, OperationId operation, TimeSpan retryAfter, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.ProvisioningPending, message, innerException)
{
    /// <summary>Gets the operation that goes on.</summary>
    public OperationId Operation { get; } = operation;

    /// <summary>Gets when it is worth asking again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
