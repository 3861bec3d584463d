namespace CloudBase.MultiTenant;

/// <summary>Who renews packages, and when.</summary>
public sealed class RenewalOptions
{
    /// <summary>Gets or sets who renews a tenant's package. Required: it decides about money.</summary>
    public RenewalPolicy Policy { get; set; }

    /// <summary>Gets or sets how long before the lapse a managed package is renewed.</summary>
    /// <value>The default is 4 days; the vendor asks for at least 3.</value>
    public TimeSpan LeadTime { get; set; } = TimeSpan.FromDays(4);

    /// <summary>Gets or sets for how many months a managed package is renewed: 1 to 12, or 24.</summary>
    /// <value>The default is 1.</value>
    public int PeriodMonths { get; set; } = 1;

    /// <summary>Gets or sets whether suspended tenants are renewed too, so that their data stays.</summary>
    /// <value>The default is true.</value>
    public bool RenewSuspended { get; set; } = true;

    /// <summary>Gets or sets how often the pump looks for packages about to lapse.</summary>
    /// <value>The default is 1 hour.</value>
    public TimeSpan ScanInterval { get; set; } = TimeSpan.FromHours(1);
}
