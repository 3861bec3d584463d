namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>What is at a path in a sandbox.</summary>
internal sealed record SandboxedFile
{
    public required string Name { get; init; }

    public required string Path { get; init; }

    public required SandboxedFileType Type { get; init; }

    public long Size { get; init; }

    /// <summary>The permission bits.</summary>
    public int Mode { get; init; }

    public string Owner { get; init; } = "user";

    public string Group { get; init; } = "user";

    public DateTimeOffset ModifiedAt { get; init; }

    public string? LinkTarget { get; init; }
}
