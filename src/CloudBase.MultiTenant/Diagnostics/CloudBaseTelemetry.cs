using System.Diagnostics;

namespace CloudBase.MultiTenant;

/// <summary>The names under which traces and metrics are published.</summary>
public static class CloudBaseTelemetry
{
    /// <summary>The name of the one activity source and the one meter.</summary>
    public const string Name = "CloudBase.MultiTenant";

    /// <summary>Gets the one activity source; the packages of this library share it.</summary>
    public static ActivitySource ActivitySource { get; } = new(Name);

    /// <summary>Histogram, seconds, by kind and outcome: from the beginning of an operation to its end.</summary>
    public const string OperationDuration = "cloudbase.operation.duration";

    /// <summary>Counter, by outcome: calls of steps.</summary>
    public const string OperationSteps = "cloudbase.operation.steps";

    /// <summary>Counter: operations that began to need a person's decision.</summary>
    public const string OperationParked = "cloudbase.operation.parked";

    /// <summary>Counter: paid environments that nobody is bound to.</summary>
    public const string EnvironmentDuplicates = "cloudbase.environment.duplicates";

    /// <summary>Histogram, seconds, by service, action and outcome: calls to the cloud, with all attempts and waits.</summary>
    public const string CloudCallDuration = "cloudbase.cloud.call.duration";

    /// <summary>Counter: answers of the cloud that say that there were too many calls.</summary>
    public const string CloudThrottled = "cloudbase.cloud.throttled";

    /// <summary>Gauge, seconds: how far the cloud's clock is ahead of this machine's.</summary>
    public const string CloudClockOffset = "cloudbase.cloud.clock.offset";

    /// <summary>Histogram, seconds, by provider and outcome: commands of sandboxes that were run and waited for.</summary>
    public const string SandboxCommandDuration = "cloudbase.sandbox.command.duration";

    /// <summary>Counter: credentials issued by the cloud.</summary>
    public const string CredentialIssues = "cloudbase.credential.issues";

    /// <summary>Counter: credentials handed out from memory.</summary>
    public const string CredentialHits = "cloudbase.credential.hits";

    /// <summary>Counter: credentials renewed ahead of time.</summary>
    public const string CredentialRefreshes = "cloudbase.credential.refreshes";

    /// <summary>Counter: credentials that could not be issued.</summary>
    public const string CredentialFailures = "cloudbase.credential.failures";

    /// <summary>Histogram, seconds: how long a lease still works when it is handed out.</summary>
    public const string CredentialSecondsToExpiry = "cloudbase.credential.seconds_to_expiry";
}
