namespace CloudBase.MultiTenant;

/// <summary>The sandbox refused the token of the call: it is another sandbox's, or no longer good. Connect to the sandbox again.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="sandbox">The sandbox.</param>
/// <param name="innerException">The cause.</param>
public sealed class SandboxAccessDeniedException(string message, SandboxId sandbox, Exception? innerException = null)
    : SandboxException(CloudBaseErrorCodes.SandboxAccessDenied, message, sandbox, innerException);
