namespace CloudBase.MultiTenant;

/// <summary>A call went through a lease that was returned or lost: nothing was sent to the sandbox. Acquire again.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="sandbox">The sandbox.</param>
/// <param name="reason">Why it was lost; null where it was returned.</param>
/// <param name="innerException">The cause.</param>
public sealed class SandboxLeaseLostException(string message, SandboxId sandbox, SandboxLossReason? reason, Exception? innerException = null)
    : SandboxException(CloudBaseErrorCodes.SandboxLeaseLost, message, sandbox, innerException)
{
    /// <summary>Gets why it was lost; null where it was returned.</summary>
    public SandboxLossReason? Reason { get; } = reason;
}
