namespace CloudBase.MultiTenant;

/// <summary>What is at a path in a sandbox.</summary>
public sealed record SandboxFileInfo
{
    /// <summary>Gets its name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets its absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>Gets what it is.</summary>
    public required SandboxFileKind Kind { get; init; }

    /// <summary>Gets its size in bytes.</summary>
    public long Size { get; init; }

    /// <summary>Gets its permissions as <c>ls</c> shows them, such as <c>-rw-r--r--</c>; null where the provider does not say.</summary>
    public string? Permissions { get; init; }

    /// <summary>Gets its owner; null where the provider does not say.</summary>
    public string? Owner { get; init; }

    /// <summary>Gets when it was written last; null where the provider does not say.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Gets where a symbolic link points; null for anything else.</summary>
    public string? LinkTarget { get; init; }
}
