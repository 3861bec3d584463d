namespace CloudBase.MultiTenant;

/// <summary>The sandbox did not answer, or answered what cannot be read; it may still be there. Ask DescribeAsync, and try again what may be repeated.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="sandbox">The sandbox.</param>
/// <param name="effect">What the call has changed.</param>
/// <param name="innerException">The cause.</param>
public sealed class SandboxUnavailableException(string message, SandboxId sandbox, CloudEffect effect, Exception? innerException = null)
    : SandboxException(CloudBaseErrorCodes.SandboxUnavailable, message, sandbox, innerException)
{
    /// <summary>Gets what the call has changed.</summary>
    public CloudEffect Effect { get; } = effect;
}
