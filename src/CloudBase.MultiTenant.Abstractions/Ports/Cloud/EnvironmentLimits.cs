namespace CloudBase.MultiTenant.Ports;

/// <summary>How much room the account has. A null number is not known, and is then not checked.</summary>
public sealed record EnvironmentLimits
{
    /// <summary>Gets how many environments there may be.</summary>
    public long? MaxEnvironments { get; init; }

    /// <summary>Gets how many there are.</summary>
    public long? CurrentEnvironments { get; init; }

    /// <summary>Gets how many may be deleted in a month.</summary>
    public long? MaxDeletionsMonthly { get; init; }

    /// <summary>Gets how many were deleted this month.</summary>
    public long? CurrentDeletionsMonthly { get; init; }

    /// <summary>Gets how many may be deleted in all.</summary>
    public long? MaxDeletionsTotal { get; init; }

    /// <summary>Gets how many were deleted in all.</summary>
    public long? CurrentDeletionsTotal { get; init; }
}
