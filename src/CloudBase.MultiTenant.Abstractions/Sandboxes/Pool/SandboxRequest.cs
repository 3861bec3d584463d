namespace CloudBase.MultiTenant;

/// <summary>What sandbox is wanted. Immutable.</summary>
public sealed record SandboxRequest
{
    /// <summary>Gets the pool's name.</summary>
    public required string Pool { get; init; }

    /// <summary>Gets whether a sandbox that the tenant has already may be given; false wants a new one.</summary>
    public bool AllowRestore { get; init; } = true;

    /// <summary>Gets whether a sandbox may be started now, where none is warm; null does what the pool's options say.</summary>
    public bool? AllowCold { get; init; }

    /// <summary>Gets how long to wait for room where the pool is at its ceiling; null waits as long as the pool's options say.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>Wants a sandbox of a pool.</summary>
    /// <param name="pool">The pool's name, as AddSandboxPool was given it.</param>
    public static SandboxRequest FromPool(string pool)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pool);
        return new SandboxRequest { Pool = pool };
    }
}
