namespace CloudBase.MultiTenant;

/// <summary>Options of one change of package.</summary>
public sealed record ChangePlanOptions
{
    /// <summary>Gets the package to move to.</summary>
    public required string PackageId { get; init; }

    /// <summary>Gets how long the caller waits before <see cref="ProvisioningPendingException"/>; null means as the options say.</summary>
    public TimeSpan? Patience { get; init; }
}
