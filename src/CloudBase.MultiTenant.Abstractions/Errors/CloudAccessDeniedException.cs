namespace CloudBase.MultiTenant;

/// <summary>The keys are good, but not allowed to do this: grant the right that the message names.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="details">What is known of the call.</param>
/// <param name="innerException">The cause.</param>
public sealed class CloudAccessDeniedException(string message, CloudErrorDetails details, Exception? innerException = null)
    : CloudCallException(CloudBaseErrorCodes.CloudAccessDenied, message, details, innerException)
{
    private protected override CloudCallException With(CloudErrorDetails details) => new CloudAccessDeniedException(Message, details, this);
}
