namespace CloudBase.MultiTenant;

/// <summary>Something in a sandbox, or the sandbox itself, is not as a call needs it. Derived types say what a caller can do about it.</summary>
public abstract class SandboxException : CloudBaseException
{
    /// <summary>Makes an error of a derived type.</summary>
    /// <param name="errorCode">One of <see cref="CloudBaseErrorCodes"/>.</param>
    /// <param name="message">What happened and the way out; never a secret.</param>
    /// <param name="sandbox">The sandbox; null where it is not known.</param>
    /// <param name="innerException">The cause.</param>
    protected SandboxException(string errorCode, string message, SandboxId? sandbox, Exception? innerException)
        : base(errorCode, message, innerException) => Sandbox = sandbox;

    /// <summary>Gets the sandbox; null where it is not known.</summary>
    public SandboxId? Sandbox { get; }
}
