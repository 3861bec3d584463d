namespace CloudBase.MultiTenant;

/// <summary>A saved state that sandboxes can be started from. Immutable.</summary>
public sealed record SandboxSnapshot
{
    /// <summary>Gets its id.</summary>
    public required SandboxSnapshotId Id { get; init; }

    /// <summary>Gets its name; null where it has none.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the sandbox it was taken of; null where the provider does not say.</summary>
    public SandboxId? Sandbox { get; init; }

    /// <summary>Gets whether it holds memory too; null where the provider does not say.</summary>
    public bool? IncludesMemory { get; init; }

    /// <summary>Gets when it was taken; null where the provider does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}
