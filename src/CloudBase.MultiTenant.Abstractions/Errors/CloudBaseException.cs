namespace CloudBase.MultiTenant;

/// <summary>The base of this library's errors. Each derived type stands for one thing that a caller can do about it.</summary>
public abstract class CloudBaseException : Exception
{
    /// <summary>Makes an error. A message that starts with a code of its own keeps it.</summary>
    /// <param name="errorCode">One of <see cref="CloudBaseErrorCodes"/>.</param>
    /// <param name="message">What happened, with the value, the rule and the way out; never a secret.</param>
    /// <param name="innerException">The cause.</param>
    protected CloudBaseException(string errorCode, string message, Exception? innerException = null)
        : base(CloudBaseErrorCodes.Label(errorCode, message), innerException)
    {
        ErrorCode = CloudBaseErrorCodes.Find(Message) ?? errorCode;
        HelpLink = CloudBaseErrorCodes.HelpLink(ErrorCode);
    }

    /// <summary>Gets this library's own code of the error, one of <see cref="CloudBaseErrorCodes"/>, such as <c>CBMT5002</c>. The message starts with it.</summary>
    public string ErrorCode { get; }
}
