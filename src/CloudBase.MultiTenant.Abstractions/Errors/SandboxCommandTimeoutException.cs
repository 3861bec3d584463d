namespace CloudBase.MultiTenant;

/// <summary>A command ran longer than it may, and was killed. Give it more time, or find out why it hangs by what it had written.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="sandbox">The sandbox.</param>
/// <param name="timeout">How long it was allowed.</param>
/// <param name="output">What it had written until then.</param>
/// <param name="innerException">The cause.</param>
public sealed class SandboxCommandTimeoutException(string message, SandboxId sandbox, TimeSpan timeout, CommandResult output, Exception? innerException = null)
    : SandboxException(CloudBaseErrorCodes.SandboxCommandTimeout, message, sandbox, innerException)
{
    /// <summary>Gets how long it was allowed.</summary>
    public TimeSpan Timeout { get; } = timeout;

    /// <summary>Gets what it had written until then.</summary>
    public CommandResult Output { get; } = output;
}
