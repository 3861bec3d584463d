namespace CloudBase.MultiTenant.Ports;

/// <summary>What sandbox is started. Immutable.</summary>
public sealed record SandboxStart
{
    /// <summary>Gets what makes a repeated call the same start: 8 to 64 letters, digits, <c>-</c> or <c>_</c>, drawn at random and kept by the caller.</summary>
    public required string StartId { get; init; }

    /// <summary>Gets the template by the provider's name for it; exactly one of this and <see cref="Snapshot"/> is given.</summary>
    public string? Template { get; init; }

    /// <summary>Gets the snapshot to start from; exactly one of this and <see cref="Template"/> is given.</summary>
    public SandboxSnapshotId? Snapshot { get; init; }

    /// <summary>Gets how long it lives; null takes the provider's default. Whole seconds.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Gets what happens when its lifetime ends.</summary>
    public SandboxExpiryAction OnExpiry { get; init; }

    /// <summary>Gets labels to find it by. Never a secret's place, nor a person's name: providers show them.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets environment variables of all its processes. Never a secret's place.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets whether it may call out to the internet.</summary>
    public bool AllowInternet { get; init; }
}
