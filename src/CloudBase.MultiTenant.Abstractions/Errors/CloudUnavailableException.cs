namespace CloudBase.MultiTenant;

/// <summary>The cloud did not answer, or answered with a fault of its own.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="details">What is known of the call.</param>
/// <param name="innerException">The cause.</param>
public sealed class CloudUnavailableException(string message, CloudErrorDetails details, Exception? innerException = null)
    : CloudCallException(CloudBaseErrorCodes.CloudUnavailable, message, details, innerException)
{
    private protected override CloudCallException With(CloudErrorDetails details) => new CloudUnavailableException(Message, details, this);
}
