namespace CloudBase.MultiTenant;

/// <summary>A limit of the account is reached: raise it, or free something.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="details">What is known of the call.</param>
/// <param name="limit">The name of the limit.</param>
/// <param name="maximum">The limit, when known.</param>
/// <param name="current">How much of it is used, when known.</param>
/// <param name="innerException">The cause.</param>
public sealed class CloudLimitExceededException(string message, CloudErrorDetails details, string limit, long? maximum, long? current, Exception? innerException = null)
    : CloudCallException(CloudBaseErrorCodes.CloudLimitExceeded, message, details, innerException)
{
    /// <summary>Gets the name of the limit.</summary>
    public string Limit { get; } = limit;

    /// <summary>Gets the limit, when known.</summary>
    public long? Maximum { get; } = maximum;

    /// <summary>Gets how much of it is used, when known.</summary>
    public long? Current { get; } = current;

    private protected override CloudCallException With(CloudErrorDetails details) => new CloudLimitExceededException(Message, details, Limit, Maximum, Current, this);
}
