namespace CloudBase.MultiTenant;

/// <summary>What the call would make exists already, or is in a state that does not allow the call.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="details">What is known of the call.</param>
/// <param name="innerException">The cause.</param>
public sealed class CloudConflictException(string message, CloudErrorDetails details, Exception? innerException = null)
    : CloudCallException(CloudBaseErrorCodes.CloudConflict, message, details, innerException)
{
    private protected override CloudCallException With(CloudErrorDetails details) => new CloudConflictException(Message, details, this);
}
