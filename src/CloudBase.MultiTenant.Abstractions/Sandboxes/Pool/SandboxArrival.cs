namespace CloudBase.MultiTenant;

/// <summary>How a sandbox came, and how long each part took. Immutable.</summary>
public sealed record SandboxArrival
{
    /// <summary>Gets how it came.</summary>
    public required SandboxOrigin Origin { get; init; }

    /// <summary>Gets how much of the tenant's own sandbox was brought back.</summary>
    public SandboxRestoreLevel Level { get; init; }

    /// <summary>Gets why higher steps of the ladder did not hold, in the order in which they were tried; empty where the first did.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>Gets the time from the call to the lease.</summary>
    public required TimeSpan Total { get; init; }

    /// <summary>Gets the time that went into looking up the tenant, its sandboxes and its credential.</summary>
    public TimeSpan Admission { get; init; }

    /// <summary>Gets the time that went into waiting for a sandbox or for room, and into claiming it in the store.</summary>
    public TimeSpan Claim { get; init; }

    /// <summary>Gets the provider's time: start, resume, connecting and the check before hand-over.</summary>
    public TimeSpan Provider { get; init; }

    /// <summary>Gets the time that went into putting the credential into the sandbox and recording the lease.</summary>
    public TimeSpan Bind { get; init; }
}
