namespace CloudBase.MultiTenant;

/// <summary>What a tenant may use. A null limit is none. Immutable.</summary>
/// <remarks>
/// Sandboxes are counted when they are admitted, so that the limit is never passed; where a pool's options say less, less holds. All
/// others are soft meters: the cloud's figures lag by up to an hour.
/// </remarks>
public sealed record TenantQuota
{
    /// <summary>Gets the quota without limits.</summary>
    public static TenantQuota Unlimited { get; } = new();

    /// <summary>Gets how many function calls a month; a soft meter.</summary>
    public long? MonthlyCalls { get; init; }

    /// <summary>Gets how many bytes of storage and database together; a soft meter.</summary>
    public long? CapacityBytes { get; init; }

    /// <summary>Gets how many bytes of outgoing traffic a month; a soft meter.</summary>
    public long? MonthlyTrafficBytes { get; init; }

    /// <summary>Gets how many credits a billing cycle; a soft meter.</summary>
    public decimal? MonthlyCredits { get; init; }

    /// <summary>Gets how many sandboxes may run at once; counted on admission.</summary>
    public int? RunningSandboxes { get; init; }

    /// <summary>Gets how many sandboxes there may be, paused ones too; counted on admission.</summary>
    public int? TotalSandboxes { get; init; }

    /// <summary>Gets how many bytes the paused sandboxes may take together; counted when one is paused.</summary>
    public long? PausedSandboxBytes { get; init; }

    /// <summary>Gets for how many seconds the sandboxes may run in a calendar month (UTC), added up; taken when one is admitted and as it runs on.</summary>
    public long? MonthlySandboxSeconds { get; init; }
}
