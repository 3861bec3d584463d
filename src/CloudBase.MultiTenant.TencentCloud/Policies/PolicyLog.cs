using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>What the policy part logs; event ids 2100-2119.</summary>
internal static partial class PolicyLog
{
    [LoggerMessage(2100, LogLevel.Error, "The policy for environment {Environment} breaks {Count} rule(s) and is not used.")]
    internal static partial void Refused(ILogger logger, EnvironmentId environment, int count);

    [LoggerMessage(2101, LogLevel.Warning,
        "The policy for environment {Environment} grants {Count} action(s) on every tenant's resources, because VendorEnvironmentPolicy.ReachesOtherTenants is set.")]
    internal static partial void ReachesOtherTenants(ILogger logger, EnvironmentId environment, int count);
}
