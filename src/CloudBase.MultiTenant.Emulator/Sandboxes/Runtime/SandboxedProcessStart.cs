namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>A process to be started in a sandbox.</summary>
internal sealed record SandboxedProcessStart
{
    public required string Program { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Absolute, or relative to the home; null is the home.</summary>
    public string? WorkingDirectory { get; init; }

    public string User { get; init; } = "user";

    public bool OpenInput { get; init; }
}
