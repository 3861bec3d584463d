namespace CloudBase.MultiTenant;

/// <summary>Too many calls: try again later.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="details">What is known of the call.</param>
/// <param name="innerException">The cause.</param>
public sealed class CloudThrottledException(string message, CloudErrorDetails details, Exception? innerException = null)
    : CloudCallException(CloudBaseErrorCodes.CloudThrottled, message, details, innerException)
{
    private protected override CloudCallException With(CloudErrorDetails details) => new CloudThrottledException(Message, details, this);
}
