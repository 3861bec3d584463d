namespace CloudBase.MultiTenant;

/// <summary>The sandbox is paused. Resume it first.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="sandbox">The sandbox.</param>
/// <param name="innerException">The cause.</param>
public sealed class SandboxPausedException(string message, SandboxId sandbox, Exception? innerException = null)
    : SandboxException(CloudBaseErrorCodes.SandboxPaused, message, sandbox, innerException);
