namespace CloudBase.MultiTenant;

/// <summary>Options of one removal.</summary>
public sealed record DeprovisionOptions
{
    /// <summary>Gets the options in which everything has its default.</summary>
    public static DeprovisionOptions Default { get; } = new();

    /// <summary>Gets how long the caller waits before <see cref="ProvisioningPendingException"/>; null means as the options say.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>Gets whether the isolation period is skipped, which destroys the data at once and cannot be undone.</summary>
    public bool SkipIsolationPeriod { get; init; }

    /// <summary>Gets whether the cloud is told not to look whether resources or data exist.</summary>
    public bool IgnoreRemainingData { get; init; }

    /// <summary>Gets why, for the audit; never a secret.</summary>
    public string? Reason { get; init; }
}
