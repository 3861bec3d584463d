namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>No answer came back. A transport throws it; callers of the client see a <see cref="CloudUnavailableException"/> instead.</summary>
/// <param name="message">What happened; never a secret.</param>
/// <param name="mayHaveBeenSent">Whether any byte of the request's body may have left this machine.</param>
/// <param name="innerException">The cause.</param>
public sealed class TencentCloudTransportException(string message, bool mayHaveBeenSent, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Gets whether any byte of the request's body may have left this machine; if not, nothing was changed.</summary>
    public bool MayHaveBeenSent { get; } = mayHaveBeenSent;
}
