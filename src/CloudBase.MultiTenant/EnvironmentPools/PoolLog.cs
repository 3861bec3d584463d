using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>What the environment pool logs: events 1500 to 1599.</summary>
internal static partial class PoolLog
{
    [LoggerMessage(1500, LogLevel.Information, "The environment pool keeps {Target} environments of {Package} ready. Idle, they cost {Cost}.")]
    public static partial void Keeps(ILogger log, int target, string package, string cost);

    [LoggerMessage(1501, LogLevel.Information, "{Count} environments were begun to be ordered for the pool.")]
    public static partial void Filling(ILogger log, int count);

    [LoggerMessage(1502, LogLevel.Warning, "The environment pool is not filled further: {Reason}")]
    public static partial void Full(ILogger log, string reason);

    [LoggerMessage(1503, LogLevel.Warning, "{Member} of the environment pool is set aside and not handed out: {Problem}")]
    public static partial void SetAside(ILogger log, string member, string problem);

    [LoggerMessage(1504, LogLevel.Information, "{Operation} found no environment ready in the pool and orders one.")]
    public static partial void Empty(ILogger log, OperationId operation);

    [LoggerMessage(1505, LogLevel.Warning, "{Member} of the environment pool could not be looked after; the next round comes back to it.")]
    public static partial void LookFailed(ILogger log, Exception error, string member);
}
