namespace CloudBase.MultiTenant;

/// <summary>How durable operations are run.</summary>
public sealed class OperationOptions
{
    /// <summary>Gets or sets whether this host works on operations in the background.</summary>
    /// <value>The default is true.</value>
    public bool RunPump { get; set; } = true;

    /// <summary>Gets or sets how often the pump looks for operations that are due.</summary>
    /// <value>The default is 1 second.</value>
    public TimeSpan PumpInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how many operations this host works on at once.</summary>
    /// <value>The default is 64.</value>
    public int MaxConcurrency { get; set; } = 64;

    /// <summary>Gets or sets how long a host owns an operation without renewing.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how often a host renews what it works on.</summary>
    /// <value>The default is 10 seconds; at most half of the lease.</value>
    public TimeSpan LeaseRenewal { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how far the clocks of two hosts may differ.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan HostClockSkew { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how long a stopping host lets a call in flight finish.</summary>
    /// <value>The default is 20 seconds.</value>
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Gets or sets the first wait after a failure that may pass.</summary>
    /// <value>The default is 1 second.</value>
    public TimeSpan RetryMin { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the longest wait after a failure that may pass.</summary>
    /// <value>The default is 1 minute.</value>
    public TimeSpan RetryMax { get; set; } = TimeSpan.FromMinutes(1);
}
