namespace CloudBase.MultiTenant;

/// <summary>How credentials are handed out.</summary>
public sealed class CredentialOptions
{
    /// <summary>Gets or sets how long an environment API key works: 2 hours to 30 days.</summary>
    /// <value>The default is 4 hours.</value>
    public TimeSpan ApiKeyLifetime { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Gets or sets how long temporary keys work: 1 minute to 36 hours.</summary>
    /// <value>The default is 30 minutes; at most 2 hours when the caller is the root account.</value>
    public TimeSpan TemporaryKeyLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Gets or sets how long a credential must still work when it is handed out.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan MinimumRemaining { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how many of an environment's five API key slots this library uses.</summary>
    /// <value>The default is 3, which leaves room for people.</value>
    public int MaxSlots { get; set; } = 3;

    /// <summary>Gets or sets how many credentials are kept in memory.</summary>
    /// <value>The default is 100,000.</value>
    public int CacheCapacity { get; set; } = 100_000;

    /// <summary>Gets or sets how old what is known of a tenant's state may be when a cached credential is handed out.</summary>
    /// <value>The default is 30 seconds: how long another host may go on handing out after a suspension.</value>
    public TimeSpan TenantCheckInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long a host may take to make an API key before another cleans up.</summary>
    /// <value>The default is 60 seconds.</value>
    public TimeSpan ClaimDuration { get; set; } = TimeSpan.FromSeconds(60);
}
