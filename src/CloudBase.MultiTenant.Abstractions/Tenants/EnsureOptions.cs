namespace CloudBase.MultiTenant;

/// <summary>Options of one call to <see cref="ITenantProvisioner.EnsureAsync(TenantId, TenantSpec, EnsureOptions, CancellationToken)"/>.</summary>
public sealed record EnsureOptions
{
    /// <summary>Gets the options in which everything has its default.</summary>
    public static EnsureOptions Default { get; } = new();

    /// <summary>Gets how long the caller waits before <see cref="ProvisioningPendingException"/>; null means as the options say.</summary>
    public TimeSpan? Patience { get; init; }
}
