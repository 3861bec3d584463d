namespace CloudBase.MultiTenant;

/// <summary>How a command ended. Immutable.</summary>
public sealed record CommandResult
{
    /// <summary>Gets its exit code; -1 when a signal ended it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Gets the signal that ended it, such as <c>killed</c>; null when it ended by itself.</summary>
    public string? Signal { get; init; }

    /// <summary>Gets whether it was killed because the sandbox ran out of memory; false also where the provider cannot tell.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>Gets whether it was killed because the sandbox used more than its disk; false also where the provider cannot tell.</summary>
    public bool OutOfDisk { get; init; }

    /// <summary>Gets what it wrote to standard output, read as UTF-8.</summary>
    public required string StandardOutput { get; init; }

    /// <summary>Gets what it wrote to standard error, read as UTF-8.</summary>
    public required string StandardError { get; init; }

    /// <summary>Gets whether either was longer than <see cref="CommandOptions.MaxOutputBytes"/>, so that its end is missing.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Gets the time from its start to its end, as this host saw it.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Gets whether it ended by itself with exit code 0.</summary>
    public bool IsSuccess => ExitCode == 0 && Signal is null;

    /// <summary>Returns this when it succeeded.</summary>
    /// <exception cref="SandboxCommandFailedException">It did not.</exception>
    public CommandResult EnsureSuccess() => IsSuccess ? this : throw new SandboxCommandFailedException(this);
}
