namespace CloudBase.MultiTenant;

/// <summary>How a command runs in a sandbox. Immutable.</summary>
public sealed record CommandOptions
{
    /// <summary>Gets the folder it runs in; relative ones start at the user's home. Null is the home.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Gets environment variables over the sandbox's own. Never a secret's place: anything in the sandbox can read them.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets how long it may run before it is killed; null is without end.</summary>
    /// <value>The default is 60 seconds, as the E2B clients have it.</value>
    public TimeSpan? Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets whether its standard input stays open for <see cref="ISandboxProcess.WriteInputAsync"/>; else it reads the end at once.</summary>
    public bool OpenInput { get; init; }

    /// <summary>Gets the user that it runs as; null is the sandbox's own.</summary>
    public string? User { get; init; }

    /// <summary>Gets the most bytes of each of standard output and standard error that a result keeps; what is beyond is read and let go, and the result says so.</summary>
    /// <value>The default is 8 MiB.</value>
    public int MaxOutputBytes { get; init; } = 8 * 1024 * 1024;
}
