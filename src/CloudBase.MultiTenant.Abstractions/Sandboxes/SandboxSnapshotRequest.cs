namespace CloudBase.MultiTenant;

/// <summary>How a snapshot is taken. Immutable.</summary>
public sealed record SandboxSnapshotRequest
{
    /// <summary>Gets a name for it, unique with the provider where given; null lets the provider name it.</summary>
    public string? Name { get; init; }

    /// <summary>Gets whether memory is saved too, where the provider can.</summary>
    public bool IncludeMemory { get; init; }
}
