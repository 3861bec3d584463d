namespace CloudBase.MultiTenant;

/// <summary>This machine's clock is too far from the cloud's: set the clock.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="details">What is known of the call.</param>
/// <param name="offset">How far the cloud's clock is ahead of this machine's.</param>
/// <param name="innerException">The cause.</param>
public sealed class CloudClockSkewException(string message, CloudErrorDetails details, TimeSpan offset, Exception? innerException = null)
    : CloudCallException(CloudBaseErrorCodes.CloudClockSkew, message, details, innerException)
{
    /// <summary>Gets how far the cloud's clock is ahead of this machine's.</summary>
    public TimeSpan Offset { get; } = offset;

    private protected override CloudCallException With(CloudErrorDetails details) => new CloudClockSkewException(Message, details, Offset, this);
}
