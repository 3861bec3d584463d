namespace CloudBase.MultiTenant;

/// <summary>No such process runs in the sandbox: it has ended, or never was.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="sandbox">The sandbox.</param>
/// <param name="processId">Its id in the sandbox.</param>
/// <param name="innerException">The cause.</param>
public sealed class SandboxProcessNotFoundException(string message, SandboxId sandbox, int processId, Exception? innerException = null)
    : SandboxException(CloudBaseErrorCodes.SandboxProcessNotFound, message, sandbox, innerException)
{
    /// <summary>Gets its id in the sandbox.</summary>
    public int ProcessId { get; } = processId;
}
