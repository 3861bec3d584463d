namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>What a sandbox is started from.</summary>
internal sealed record SandboxLayout
{
    public required string Id { get; init; }

    /// <summary>The saved layers under its own disk, topmost first; none for the plain system.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>Whether it goes on with the disk that a sandbox of this id left (a resume without memory).</summary>
    public bool KeepDisk { get; init; }

    public SandboxLimits Limits { get; init; } = new();

    public bool AllowInternet { get; init; }

    /// <summary>The environment of all its processes, besides PATH, HOME, USER and LOGNAME.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
