namespace CloudBase.MultiTenant;

/// <summary>What a provider knows of a sandbox. Immutable.</summary>
public sealed record SandboxInfo
{
    /// <summary>Gets its id.</summary>
    public required SandboxId Id { get; init; }

    /// <summary>Gets what it is doing.</summary>
    public required SandboxState State { get; init; }

    /// <summary>Gets the provider's own word for it.</summary>
    public required string ProviderState { get; init; }

    /// <summary>Gets the template or snapshot it was started from, in the provider's words.</summary>
    public required string Source { get; init; }

    /// <summary>Gets when it was started; null where the provider does not say.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets when its lifetime ends; null where it has no end, or the provider does not say.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets why it ended; null while it lives.</summary>
    public SandboxEndReason? EndReason { get; init; }

    /// <summary>Gets what it was labelled with at its start.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
