namespace CloudBase.MultiTenant;

/// <summary>No pool of this name was added to the host.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="pool">The name that was asked for.</param>
/// <param name="innerException">The cause.</param>
public sealed class SandboxPoolNotFoundException(string message, string pool, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.SandboxPoolNotFound, message, innerException)
{
    /// <summary>Gets the name that was asked for.</summary>
    public string Pool { get; } = pool;
}
