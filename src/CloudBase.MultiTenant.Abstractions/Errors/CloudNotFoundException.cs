namespace CloudBase.MultiTenant;

/// <summary>What the call names does not exist.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="details">What is known of the call.</param>
/// <param name="innerException">The cause.</param>
public sealed class CloudNotFoundException(string message, CloudErrorDetails details, Exception? innerException = null)
    : CloudCallException(CloudBaseErrorCodes.CloudNotFound, message, details, innerException)
{
    private protected override CloudCallException With(CloudErrorDetails details) => new CloudNotFoundException(Message, details, this);
}
