namespace CloudBase.MultiTenant;

/// <summary>When health checks begin to complain. Bound from <c>Health</c> of the configuration section; it counts where AddCloudBase was called.</summary>
public sealed class CloudBaseHealthOptions
{
    /// <summary>Gets or sets how long an answer of the cloud, and a count of the journal or of the pools, serve the probes that follow: 0 to 10 minutes.</summary>
    /// <value>The default is 15 seconds: a probe a second makes four reads of the cloud a minute, of the 1,200 that its limit allows.</value>
    public TimeSpan CacheDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets how long the store or the cloud may take to answer: 100 milliseconds to 1 minute.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how long an operation may be due without a host working on it, and a turn of the pump may take: 1 second to 30 days.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan OverdueAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how many operations may wait for a person's decision: 0 or more.</summary>
    /// <value>The default is 0: each one is worth a look.</value>
    public int MaxParked { get; set; }

    /// <summary>Gets or sets how long a pool may have less than its target, or a host get through no round over it, before it is Degraded: 1 second to 1 day.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan PoolShortAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how far this machine's clock may be off before it is Degraded: longer than zero, up to 1 hour.</summary>
    /// <value>The default is 1 minute.</value>
    public TimeSpan ClockWarning { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how far this machine's clock may be off before it is Unhealthy: at least <see cref="ClockWarning"/>, at most 1 hour.</summary>
    /// <value>The default is 4 minutes: nothing is paid beyond that, since a cloud takes a signature for five.</value>
    public TimeSpan ClockLimit { get; set; } = TimeSpan.FromMinutes(4);
}
