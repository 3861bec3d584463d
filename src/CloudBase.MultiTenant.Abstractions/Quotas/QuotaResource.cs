namespace CloudBase.MultiTenant;

/// <summary>What a quota is of.</summary>
public enum QuotaResource
{
    /// <summary>Function calls of a tenant in this month.</summary>
    MonthlyCalls,

    /// <summary>Bytes of a tenant's storage and document database.</summary>
    CapacityBytes,

    /// <summary>Bytes that a tenant's storage and functions sent out in this month.</summary>
    MonthlyTrafficBytes,

    /// <summary>Credits of a tenant in this billing cycle.</summary>
    MonthlyCredits,

    /// <summary>A tenant's sandboxes that are not paused, of all pools.</summary>
    RunningSandboxes,

    /// <summary>A tenant's sandboxes of all pools, paused ones too.</summary>
    TotalSandboxes,

    /// <summary>Bytes that a tenant's paused sandboxes take.</summary>
    PausedSandboxBytes,

    /// <summary>Environments of the account.</summary>
    Environments,

    /// <summary>Environments that the account has deleted in this month.</summary>
    MonthlyDeletions,

    /// <summary>Environments that the account has ever deleted.</summary>
    TotalDeletions,

    /// <summary>Seconds for which a tenant's sandboxes of all pools have run in this calendar month (UTC), added up.</summary>
    MonthlySandboxSeconds,
}
