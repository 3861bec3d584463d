namespace CloudBase.MultiTenant;

/// <summary>The names of the metrics. No tenant is named in a metric. See docs/reference/telemetry.md.</summary>
public static class CloudBaseMetrics
{
    /// <summary>Histogram, seconds: from the beginning of an operation to its end.</summary>
    public const string OperationDuration = "cloudbase.operation.duration";

    /// <summary>Counter: calls of steps, by what became of them.</summary>
    public const string OperationSteps = "cloudbase.operation.steps";

    /// <summary>Counter: operations that began to need a person's decision.</summary>
    public const string OperationParked = "cloudbase.operation.parked";

    /// <summary>Counter: paid environments that nobody is bound to.</summary>
    public const string EnvironmentDuplicates = "cloudbase.environment.duplicates";

    /// <summary>Counter: tries to claim an environment of the pool, by what became of them.</summary>
    public const string PoolClaims = "cloudbase.pool.claims";

    /// <summary>Gauge: environments of the pool that nobody claimed, by where they stand.</summary>
    public const string PoolEnvironments = "cloudbase.pool.environments";

    /// <summary>Gauge: environments that the pool keeps ready.</summary>
    public const string PoolTarget = "cloudbase.pool.target";

    /// <summary>Gauge: environments that the pool may have while nobody claimed them.</summary>
    public const string PoolCeiling = "cloudbase.pool.ceiling";

    /// <summary>Gauge: 1 while nothing is ordered for the pool because too many orders failed in a row.</summary>
    public const string PoolBreakerOpen = "cloudbase.pool.breaker_open";

    /// <summary>Gauge: what the pool's idle environments cost a month, by the price book; none where a price is unknown.</summary>
    public const string PoolIdleCost = "cloudbase.pool.idle_cost";

    /// <summary>Histogram, seconds: calls to the cloud, with all attempts and waits.</summary>
    public const string CloudCallDuration = "cloudbase.cloud.call.duration";

    /// <summary>Counter: answers of the cloud that say that there were too many calls.</summary>
    public const string CloudThrottled = "cloudbase.cloud.throttled";

    /// <summary>Gauge, seconds: how far the cloud's clock is ahead of this machine's.</summary>
    public const string CloudClockOffset = "cloudbase.cloud.clock.offset";

    /// <summary>Histogram, seconds: commands of sandboxes that were run and waited for.</summary>
    public const string SandboxCommandDuration = "cloudbase.sandbox.command.duration";

    /// <summary>Histogram, seconds: from the call for a sandbox of a pool to its lease, by how it came.</summary>
    public const string SandboxAcquireDuration = "cloudbase.sandbox.acquire.duration";

    /// <summary>Gauge: sandboxes of a pool, by where they stand.</summary>
    public const string SandboxPoolMembers = "cloudbase.sandbox.pool.members";

    /// <summary>Gauge: warm sandboxes that a pool is to have.</summary>
    public const string SandboxPoolTarget = "cloudbase.sandbox.pool.target";

    /// <summary>Gauge: sandboxes that a pool may have that are not paused.</summary>
    public const string SandboxPoolCeiling = "cloudbase.sandbox.pool.ceiling";

    /// <summary>Gauge: 1 while nothing is started from a pool's template because it failed too often.</summary>
    public const string SandboxPoolBreakerOpen = "cloudbase.sandbox.pool.breaker_open";

    /// <summary>Gauge: 1 while a pool is drained.</summary>
    public const string SandboxPoolDrained = "cloudbase.sandbox.pool.drained";

    /// <summary>Counter: calls for a sandbox that a pool could not serve.</summary>
    public const string SandboxPoolExhausted = "cloudbase.sandbox.pool.exhausted";

    /// <summary>Counter: leases of sandboxes that ended before they were returned.</summary>
    public const string SandboxLeasesLost = "cloudbase.sandbox.leases.lost";

    /// <summary>Counter: sandboxes that no row named, and that were stopped.</summary>
    public const string SandboxOrphansStopped = "cloudbase.sandbox.orphans.stopped";

    /// <summary>Counter: credentials issued by the cloud.</summary>
    public const string CredentialIssues = "cloudbase.credential.issues";

    /// <summary>Counter: credentials handed out from memory.</summary>
    public const string CredentialHits = "cloudbase.credential.hits";

    /// <summary>Counter: credentials renewed ahead of time.</summary>
    public const string CredentialRefreshes = "cloudbase.credential.refreshes";

    /// <summary>Counter: credentials that could not be issued.</summary>
    public const string CredentialFailures = "cloudbase.credential.failures";

    /// <summary>Histogram, seconds: how long a credential still works when it is handed out.</summary>
    public const string CredentialRemainingLifetime = "cloudbase.credential.remaining_lifetime";
}
