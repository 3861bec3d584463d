namespace CloudBase.MultiTenant;

/// <summary>How many environments are kept ready, and how fast they are ordered. Every one of them is paid from the day it is ordered.</summary>
public sealed class EnvironmentPoolOptions
{
    /// <summary>Gets or sets how many environments are kept ready.</summary>
    /// <value>The default is 2.</value>
    public int Target { get; set; } = 2;

    /// <summary>Gets or sets how many environments the pool may have that nobody claimed, failed and parked ones counted too: counted in the store, by all hosts together.</summary>
    /// <value>The default is null: twice the target, and 2 more.</value>
    public int? Ceiling { get; set; }

    /// <summary>Gets or sets the package of the pool's environments; null takes that of Provisioning. Tenants that ask for another do not get one of them.</summary>
    public string? PackageId { get; set; }

    /// <summary>Gets or sets the region of the pool's environments; null takes that of Provisioning.</summary>
    public string? Region { get; set; }

    /// <summary>Gets or sets the resources of the pool's environments; an empty list takes those of Provisioning.</summary>
    public IList<string> Resources { get; set; } = [];

    /// <summary>Gets or sets the account's rate of CreateEnv, in orders a second.</summary>
    /// <value>The default is 20, the published one.</value>
    public double OrdersPerSecond { get; set; } = 20;

    /// <summary>Gets or sets which share of the account's rate the pool's orders may take; tenants who wait have the rest.</summary>
    /// <value>The default is 0.25.</value>
    public double RefillShare { get; set; } = 0.25;

    /// <summary>Gets or sets how many environments may be under way at a time once orders go well; the first one goes alone, and each that succeeds doubles the number.</summary>
    /// <value>The default is 10.</value>
    public int MaxCreating { get; set; } = 10;

    /// <summary>Gets or sets after how many failures in a row no more orders go out for a while.</summary>
    /// <value>The default is 3.</value>
    public int FailuresToClose { get; set; } = 3;

    /// <summary>Gets or sets how long no orders go out after too many failures.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan ClosedFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how long a claimed environment has to be paid for at least; one with less is renewed or removed instead.</summary>
    /// <value>The default is 3 days.</value>
    public TimeSpan MinPaidLeft { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Gets or sets whether an idle environment is renewed before it lapses, for as long as the pool wants it; else it is removed, and another is ordered.</summary>
    /// <value>The default is true: a removal counts against the account's deletion budget, and a new order costs as much.</value>
    public bool RenewIdle { get; set; } = true;

    /// <summary>Gets or sets how often a member that failed is tried again before it is removed.</summary>
    /// <value>The default is 3.</value>
    public int MaxRepairs { get; set; } = 3;

    /// <summary>Gets or sets how often the pool counts its environments and orders what is missing.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how often an idle environment is looked at in the cloud.</summary>
    /// <value>The default is 6 hours.</value>
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromHours(6);

    internal int CeilingOrDefault => Ceiling ?? ((2 * Target) + 2);
}
