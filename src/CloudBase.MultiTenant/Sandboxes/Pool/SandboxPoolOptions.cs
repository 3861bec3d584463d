using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant;

/// <summary>One pool of sandboxes: what they start from, how many, and how long. Bound from <c>Sandboxes:Pools:NAME</c> of the configuration section.</summary>
public sealed class SandboxPoolOptions
{
    /// <summary>Gets or sets the provider by its short name, such as <c>e2b</c> or <c>ags</c>. Not needed where the host has one only.</summary>
    public string? Provider { get; set; }

    /// <summary>Gets or sets the template that sandboxes begin with, by the provider's name for it. Required.</summary>
    public string? Base { get; set; }

    /// <summary>Gets or sets the version of the pool's template: 1 to 32 of a-z, 0-9 and '.'. Raise it with every change; warm sandboxes are then replaced.</summary>
    /// <value>The default is 1.</value>
    public string Version { get; set; } = "1";

    /// <summary>Gets or sets the command line that prepares the home once for each version.</summary>
    public string? PrepareScript { get; set; }

    /// <summary>Gets or sets how long the script may run: 1 second to 1 hour.</summary>
    /// <value>The default is 10 minutes.</value>
    public TimeSpan PrepareTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets whether the script may call out to the internet.</summary>
    public bool PrepareWithInternet { get; set; }

    /// <summary>Gets or sets the command line that says with exit code 0 that the prepared home is well.</summary>
    public string? CheckCommand { get; set; }

    /// <summary>Gets text files that are written before the script runs, by their path in the home.</summary>
    public IDictionary<string, string> Files { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the ports that leases name, such as <c>web</c>: 1 to 65535 each.</summary>
    public IDictionary<string, int> Ports { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Gets or sets whether sandboxes may call out to the internet.</summary>
    public bool AllowInternet { get; set; }

    /// <summary>Gets or sets the command line that says with exit code 0 that a warm sandbox may be handed over. Without one it has to answer its provider.</summary>
    public string? ProbeCommand { get; set; }

    /// <summary>Gets or sets how many warm sandboxes stand ready: 0 to 10,000.</summary>
    /// <value>The default is 1.</value>
    public int WarmTarget { get; set; } = 1;

    /// <summary>Gets or sets how many sandboxes the pool may have that are not paused, all hosts together: 1 to 100,000.</summary>
    /// <value>The default is 10, as many as a new account of Agent Sandbox may run.</value>
    public int MaxTotal { get; set; } = 10;

    /// <summary>Gets or sets how many warm sandboxes are started each second, all hosts together: above 0, up to 1,000.</summary>
    /// <value>The default is 2.</value>
    public double RefillPerSecond { get; set; } = 2;

    /// <summary>Gets or sets how many sandboxes of all pools a tenant may run at once, where its own quota does not say less.</summary>
    /// <value>The default is none.</value>
    public int? MaxRunningPerTenant { get; set; }

    /// <summary>Gets or sets how many sandboxes of all pools a tenant may have, paused ones too, where its own quota does not say less.</summary>
    /// <value>The default is none.</value>
    public int? MaxPerTenant { get; set; }

    /// <summary>Gets or sets how many bytes a tenant's paused sandboxes may take, where its own quota does not say less. The oldest go first.</summary>
    /// <value>The default is none.</value>
    public long? MaxPausedBytesPerTenant { get; set; }

    /// <summary>Gets or sets how many bytes a paused sandbox counts as that cannot say what its home holds, or that its provider paused: 1 or more. It counts as no more than all that its tenant may keep.</summary>
    /// <value>The default is 1 GiB.</value>
    public long AssumedPausedBytes { get; set; } = 1L << 30;

    /// <summary>Gets or sets for how many seconds a tenant's sandboxes of all pools may run in a calendar month (UTC), added up, where its own quota does not say less: 1 or more.</summary>
    /// <value>The default is none.</value>
    public long? MaxMonthlySecondsPerTenant { get; set; }

    /// <summary>Gets or sets how long a sandbox that nobody holds runs before it is marked to be paused: 1 second to 30 days.</summary>
    /// <value>The default is 10 minutes.</value>
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets how long it then still waits for its tenant to come back: up to 1 day, at most half of <see cref="ProviderLifetime"/>.</summary>
    /// <value>The default is 1 minute.</value>
    public TimeSpan IdleGrace { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets what happens to a sandbox that stays idle, or whose longest life has ended. What a provider cannot, the next best replaces.</summary>
    /// <value>The default is Pause.</value>
    public SandboxExpiryAction OnIdle { get; set; } = SandboxExpiryAction.Pause;

    /// <summary>Gets or sets whether a snapshot is taken before each pause, for when the pause cannot be resumed. Only where the provider takes snapshots.</summary>
    public bool SnapshotOnPause { get; set; }

    /// <summary>Gets or sets whether a returned sandbox is stopped at once, and not kept for its tenant.</summary>
    public bool StopOnReturn { get; set; }

    /// <summary>Gets or sets whether the pool is to be taken away: nothing is handed out of it, and what is in it, tenants' paused sandboxes too, is stopped for good once no host uses it any more.</summary>
    public bool Retired { get; set; }

    /// <summary>Gets or sets how long a paused sandbox is kept: 1 minute to 365 days.</summary>
    /// <value>The default is 7 days.</value>
    public TimeSpan KeepPaused { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Gets or sets how long one lease may last, and work go on that was declared in it: 1 minute to 30 days. Each call for a sandbox begins a lease anew, also of one that still runs.</summary>
    /// <remarks>How long a tenant's sandboxes run in sum is limited by <see cref="MaxMonthlySecondsPerTenant"/>.</remarks>
    /// <value>The default is 24 hours.</value>
    public TimeSpan MaxLife { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Gets or sets how long the provider lets a sandbox live that no host extends: 1 minute to 24 hours.</summary>
    /// <value>The default is 1 hour: how long something runs on when every host is gone.</value>
    public TimeSpan ProviderLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets whether a sandbox is started for a call where none is warm.</summary>
    /// <value>The default is true; with false such a call fails at once.</value>
    public bool ColdWhenEmpty { get; set; } = true;

    /// <summary>Gets or sets how long a call waits for a warm sandbox that is on its way, before one is started for it: up to 1 minute.</summary>
    /// <value>The default is 2 seconds.</value>
    public TimeSpan WaitForWarm { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets how long a call waits for room where the pool is at its ceiling: up to 10 minutes.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan WaitForRoom { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how long a start may take, the preparation of its template apart: 1 second to 1 hour.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how long a call to the provider or into a sandbox may take that is no start: 1 second to 10 minutes.</summary>
    /// <value>The default is 1 minute.</value>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how long a host has a sandbox without renewing: 5 seconds to 10 minutes.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how often a lease is renewed: 1 second to 5 minutes, at most half of the lease and of <see cref="ProviderLifetime"/>.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan LeaseRenewal { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how often a warm, held or kept sandbox is looked at: 1 second to 1 hour.</summary>
    /// <value>The default is 1 minute.</value>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how often this host looks for sandboxes that no row knows: 1 second to 1 day.</summary>
    /// <value>The default is 10 minutes.</value>
    public TimeSpan OrphanInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets how far apart the two sightings are after which an orphan is stopped: 1 second to 7 days.</summary>
    /// <value>The default is 1 hour.</value>
    public TimeSpan OrphanAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets the user in the sandbox that alone can read the credential: that of the MCP server. Null is the sandbox's own.</summary>
    public string? McpUser { get; set; }
}
