namespace CloudBase.MultiTenant;

/// <summary>Options of one reactivation.</summary>
public sealed record ReactivateOptions
{
    /// <summary>Gets the options in which everything has its default.</summary>
    public static ReactivateOptions Default { get; } = new();

    /// <summary>Gets how long the caller waits before <see cref="ProvisioningPendingException"/>; null means as the options say.</summary>
    public TimeSpan? Patience { get; init; }
}
