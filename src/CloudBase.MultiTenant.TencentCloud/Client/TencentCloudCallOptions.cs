namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>What one call does differently.</summary>
public sealed record TencentCloudCallOptions
{
    /// <summary>Gets the keys that sign it; null for the account's own.</summary>
    public TencentCloudCredential? Credential { get; init; }

    /// <summary>Gets the region; null for the options' region.</summary>
    public string? Region { get; init; }

    /// <summary>Gets the time of the signature, by the cloud's clock, in whole seconds. Required for a call that pays; otherwise the time is now.</summary>
    public DateTimeOffset? SignedAt { get; init; }
}
