namespace CloudBase.MultiTenant;

/// <summary>The cloud refused a value of the call: correct it.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="details">What is known of the call.</param>
/// <param name="innerException">The cause.</param>
public sealed class CloudInvalidRequestException(string message, CloudErrorDetails details, Exception? innerException = null)
    : CloudCallException(CloudBaseErrorCodes.CloudInvalidRequest, message, details, innerException)
{
    private protected override CloudCallException With(CloudErrorDetails details) => new CloudInvalidRequestException(Message, details, this);
}
