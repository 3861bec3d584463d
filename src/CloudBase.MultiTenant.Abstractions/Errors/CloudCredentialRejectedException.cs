namespace CloudBase.MultiTenant;

/// <summary>The cloud does not accept the keys: unknown, inactive, wrongly signed or expired.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="details">What is known of the call.</param>
/// <param name="innerException">The cause.</param>
public sealed class CloudCredentialRejectedException(string message, CloudErrorDetails details, Exception? innerException = null)
    : CloudCallException(CloudBaseErrorCodes.CloudCredentialRejected, message, details, innerException)
{
    private protected override CloudCallException With(CloudErrorDetails details) => new CloudCredentialRejectedException(Message, details, this);
}
