namespace CloudBase.MultiTenant.Ports;

/// <summary>A small record that hosts share: a breaker, a bucket of tokens, how far an upgrade is. Immutable.</summary>
public sealed record SharedRecord
{
    /// <summary>Gets the account.</summary>
    public required CloudAccountName Account { get; init; }

    /// <summary>Gets what kind of record it is, such as <c>template-breaker</c>: at most 40 characters.</summary>
    public required string Kind { get; init; }

    /// <summary>Gets its name within the kind: at most 128 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what it says; never a secret.</summary>
    public required StepData Data { get; init; }

    /// <summary>Gets when it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets the version of this record; 0 for one that is not stored yet. The store counts it up with every change.</summary>
    public long Version { get; init; }
}
