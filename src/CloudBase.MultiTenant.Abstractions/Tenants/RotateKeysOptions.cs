namespace CloudBase.MultiTenant;

/// <summary>Options of one key rotation.</summary>
public sealed record RotateKeysOptions
{
    /// <summary>Gets the options in which everything has its default.</summary>
    public static RotateKeysOptions Default { get; } = new();

    /// <summary>Gets how long the caller waits before <see cref="ProvisioningPendingException"/>; null means as the options say.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>Gets the longest <see cref="Overlap"/>: 10 minutes. While both keys work, the rotation holds the tenant and it cannot be suspended.</summary>
    public static TimeSpan MaxOverlap { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets how long the old key goes on working beside the new one: 0 to <see cref="MaxOverlap"/>.</summary>
    /// <value>The default is no overlap: the old key is deleted as soon as the new one works.</value>
    public TimeSpan Overlap { get; init; }
}
