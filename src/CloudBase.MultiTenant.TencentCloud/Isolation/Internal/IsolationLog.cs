using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>What the isolation strategies log; event ids 2120-2159.</summary>
internal static partial class IsolationLog
{
    [LoggerMessage(2120, LogLevel.Warning,
        "No management environment is configured: that a credential of environment {Environment} is refused elsewhere was not verified.")]
    internal static partial void NoNeighbour(ILogger logger, EnvironmentId environment);

    [LoggerMessage(2121, LogLevel.Information, "The credential of environment {Environment} reaches it and is refused at {Neighbour}.")]
    internal static partial void Verified(ILogger logger, EnvironmentId environment, EnvironmentId neighbour);

    [LoggerMessage(2122, LogLevel.Critical, "The credential of environment {Environment} also opens {Neighbour}: the tenant is not let in.")]
    internal static partial void NotIsolated(ILogger logger, EnvironmentId environment, EnvironmentId neighbour);

    [LoggerMessage(2123, LogLevel.Warning, "The stored access key of environment {Environment} cannot be read back and is made anew.")]
    internal static partial void KeyUnreadable(ILogger logger, EnvironmentId environment);

    [LoggerMessage(2124, LogLevel.Information, "The initial password of the sub-account of environment {Environment} was handed out.")]
    internal static partial void PasswordTaken(ILogger logger, EnvironmentId environment);

    [LoggerMessage(2125, LogLevel.Error,
        "Temporary keys cut to environment {Environment} are refused there; none is handed out. The caller is {Caller} ({Kind}).")]
    internal static partial void TokensRefused(ILogger logger, EnvironmentId environment, string caller, CallerKind kind);
}
