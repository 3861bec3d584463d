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

    /// <summary>Histogram, seconds: calls to the cloud, with all attempts and waits.</summary>
    public const string CloudCallDuration = "cloudbase.cloud.call.duration";

    /// <summary>Counter: answers of the cloud that say that there were too many calls.</summary>
    public const string CloudThrottled = "cloudbase.cloud.throttled";

    /// <summary>Gauge, seconds: how far the cloud's clock is ahead of this machine's.</summary>
    public const string CloudClockOffset = "cloudbase.cloud.clock.offset";

    /// <summary>Histogram, seconds: commands of sandboxes that were run and waited for.</summary>
    public const string SandboxCommandDuration = "cloudbase.sandbox.command.duration";

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
