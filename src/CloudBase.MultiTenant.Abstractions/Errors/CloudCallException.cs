namespace CloudBase.MultiTenant;

/// <summary>A cloud call did not succeed. Derived types say what a caller can do about it.</summary>
public class CloudCallException : CloudBaseException
{
    /// <summary>Makes an error that no derived type stands for.</summary>
    /// <param name="message">What happened and the way out.</param>
    /// <param name="details">What is known of it.</param>
    /// <param name="innerException">The cause.</param>
    public CloudCallException(string message, CloudErrorDetails details, Exception? innerException = null)
        : this(CloudBaseErrorCodes.CloudCall, message, details, innerException)
    {
    }

    /// <summary>Makes an error of a derived type.</summary>
    /// <param name="errorCode">One of <see cref="CloudBaseErrorCodes"/>.</param>
    /// <param name="message">What happened and the way out.</param>
    /// <param name="details">What is known of it.</param>
    /// <param name="innerException">The cause.</param>
    protected CloudCallException(string errorCode, string message, CloudErrorDetails details, Exception? innerException)
        : base(errorCode, message, innerException) => Details = details;

    /// <summary>Gets what is known of the call.</summary>
    public CloudErrorDetails Details { get; }

    /// <summary>Gets the service, such as <c>tcb</c>.</summary>
    public string Service => Details.Service;

    /// <summary>Gets the action, such as <c>CreateEnv</c>.</summary>
    public string Action => Details.Action;

    /// <summary>Gets the cloud's error code; this library's own is <see cref="CloudBaseException.ErrorCode"/>.</summary>
    public string Code => Details.Code;

    /// <summary>Gets the cloud's request id, or null.</summary>
    public string? RequestId => Details.RequestId;

    /// <summary>Gets whether trying again later can help.</summary>
    public bool IsTransient => Details.IsTransient;

    /// <summary>Gets what the call has changed.</summary>
    public CloudEffect Effect => Details.Effect;

    /// <summary>Gives the same error of a larger call, of which this one was only a part: the first has worked, and what came after it did not.</summary>
    /// <param name="effect">What the larger call has changed.</param>
    /// <returns>An error of the same type, with this one as its cause.</returns>
    public CloudCallException WithEffect(CloudEffect effect) => With(Details with { Effect = effect });

    private protected virtual CloudCallException With(CloudErrorDetails details) => new(ErrorCode, Message, details, this);
}
