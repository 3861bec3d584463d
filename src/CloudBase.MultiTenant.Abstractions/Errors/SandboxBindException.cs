namespace CloudBase.MultiTenant;

/// <summary>A sandbox could not be given the tenant's credential, so it was not handed over, and is stopped.</summary>
/// <param name="message">What happened and the way out; never a secret.</param>
/// <param name="sandbox">The sandbox; null where none came that far.</param>
/// <param name="innerException">The cause.</param>
public sealed class SandboxBindException(string message, SandboxId? sandbox, Exception? innerException = null)
    : SandboxException(CloudBaseErrorCodes.SandboxBind, message, sandbox, innerException);
