namespace CloudBase.MultiTenant;

/// <summary>A pool was taken out of use, and hands out nothing until somebody resumes it.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="pool">The pool's name.</param>
public sealed class SandboxPoolDrainedException(string message, string pool)
    : CloudBaseException(CloudBaseErrorCodes.SandboxPoolDrained, message)
{
    /// <summary>Gets the pool's name.</summary>
    public string Pool { get; } = pool;
}
