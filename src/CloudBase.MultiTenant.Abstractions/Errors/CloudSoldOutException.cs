namespace CloudBase.MultiTenant;

/// <summary>The cloud has none left of what was ordered: choose another region or package, or try later.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="details">What is known of the call.</param>
/// <param name="innerException">The cause.</param>
public sealed class CloudSoldOutException(string message, CloudErrorDetails details, Exception? innerException = null)
    : CloudCallException(CloudBaseErrorCodes.CloudSoldOut, message, details, innerException)
{
    private protected override CloudCallException With(CloudErrorDetails details) => new CloudSoldOutException(Message, details, this);
}
