namespace CloudBase.MultiTenant;

/// <summary>A pool has no sandbox to give now, and none may be started: ask again later, or raise what it may have.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="pool">The pool's name.</param>
/// <param name="retryAfter">When it is worth asking again.</param>
/// <param name="innerException">The cause.</param>
public sealed class SandboxPoolExhaustedException(string message, string pool, TimeSpan retryAfter, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.SandboxPoolExhausted, message, innerException)
{
    /// <summary>Gets the pool's name.</summary>
    public string Pool { get; } = pool;

    /// <summary>Gets when it is worth asking again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
