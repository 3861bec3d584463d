namespace CloudBase.MultiTenant;

/// <summary>The sandbox is gone: its lifetime ended, somebody stopped it, or its provider lost it. Start or acquire another.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="sandbox">The sandbox.</param>
/// <param name="reason">Why, as far as it is known.</param>
/// <param name="innerException">The cause.</param>
public sealed class SandboxLostException(string message, SandboxId sandbox, SandboxEndReason reason, Exception? innerException = null)
    : SandboxException(CloudBaseErrorCodes.SandboxLost, message, sandbox, innerException)
{
    /// <summary>Gets why, as far as it is known.</summary>
    public SandboxEndReason Reason { get; } = reason;
}
