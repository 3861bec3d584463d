namespace CloudBase.MultiTenant;

/// <summary>A template that sandboxes can be started from. Immutable.</summary>
public sealed record PreparedTemplate
{
    /// <summary>Gets the template's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets its version.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the snapshot that sandboxes start from; null where the provider saves none, and each sandbox is prepared anew.</summary>
    public SandboxSnapshotId? Snapshot { get; init; }

    /// <summary>Gets what the snapshot holds; null where there is none.</summary>
    public SandboxManifest? Manifest { get; init; }
}
