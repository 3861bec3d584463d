namespace CloudBase.MultiTenant;

/// <summary>The order was not paid: top the account up.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="details">What is known of the call.</param>
/// <param name="innerException">The cause.</param>
public sealed class CloudPaymentException(string message, CloudErrorDetails details, Exception? innerException = null)
    : CloudCallException(CloudBaseErrorCodes.CloudPayment, message, details, innerException)
{
    private protected override CloudCallException With(CloudErrorDetails details) => new CloudPaymentException(Message, details, this);
}
