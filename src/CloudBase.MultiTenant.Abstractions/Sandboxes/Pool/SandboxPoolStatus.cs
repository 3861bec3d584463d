namespace CloudBase.MultiTenant;

/// <summary>What a pool has, as the store counted it. Immutable.</summary>
public sealed record SandboxPoolStatus
{
    /// <summary>Gets the pool's name.</summary>
    public required string Pool { get; init; }

    /// <summary>Gets how many warm sandboxes it is to have.</summary>
    public required int Target { get; init; }

    /// <summary>Gets how many sandboxes it may have that are not paused.</summary>
    public required int Ceiling { get; init; }

    /// <summary>Gets how many are warm, of the template in force.</summary>
    public int Ready { get; init; }

    /// <summary>Gets how many are being started.</summary>
    public int Creating { get; init; }

    /// <summary>Gets how many are a tenant's and held, or about to be.</summary>
    public int Leased { get; init; }

    /// <summary>Gets how many are a tenant's, run, and nobody holds them.</summary>
    public int Idle { get; init; }

    /// <summary>Gets how many are paused.</summary>
    public int Paused { get; init; }

    /// <summary>Gets how many are on their way out, warm ones of another template than that in force among them.</summary>
    public int Stopping { get; init; }

    /// <summary>Gets whether the template failed so often that nothing is started from it for now.</summary>
    public bool IsBreakerOpen { get; init; }

    /// <summary>Gets whether it was drained, and is used again only when somebody says so.</summary>
    public bool IsDrained { get; init; }

    /// <summary>Gets when the leases of a drained pool end; null where each ends when it is returned.</summary>
    public DateTimeOffset? LeasesEndAt { get; init; }

    /// <summary>Gets how many count against the ceiling: all but those paused.</summary>
    public int Total => Ready + Creating + Leased + Idle + Stopping;
}
