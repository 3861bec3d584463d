namespace CloudBase.MultiTenant;

/// <summary>What a snapshot holds. A file in the snapshot has it, and the snapshot's name has that file's hash, which nothing in a sandbox can change. Immutable.</summary>
public sealed record SandboxManifest
{
    /// <summary>Gets the template's name.</summary>
    public required string Template { get; init; }

    /// <summary>Gets the template's version.</summary>
    public required string Version { get; init; }

    /// <summary>Gets a hash of all that defines the template.</summary>
    public required string Definition { get; init; }

    /// <summary>Gets whose state it is, as a hash of the tenant's id; null for nobody's. A snapshot with an owner is never a template.</summary>
    public string? Owner { get; init; }

    /// <summary>Gets how many files the home has.</summary>
    public required int Files { get; init; }

    /// <summary>Gets the bytes of its files.</summary>
    public required long Bytes { get; init; }

    /// <summary>Gets the SHA-256 over the sorted listing of the home: kind, permissions, size, content's SHA-256 and path of everything.</summary>
    public required string Listing { get; init; }

    /// <summary>Gets when it was made, by the clock of the host that made it.</summary>
    public required DateTimeOffset PreparedAt { get; init; }
}
