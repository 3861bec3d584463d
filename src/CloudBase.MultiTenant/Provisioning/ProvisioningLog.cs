using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>What provisioning logs: events 1100 to 1199.</summary>
internal static partial class ProvisioningLog
{
    [LoggerMessage(1100, LogLevel.Information, "{Operation} renews {Environment}, paid until {PaidUntil}.")]
    public static partial void RenewalBegun(ILogger log, OperationId operation, EnvironmentId environment, DateTimeOffset? paidUntil);

    [LoggerMessage(1101, LogLevel.Error, "{Environment} carries this deployment's tag, is paid, and is nobody's. It is not touched: have it refunded or removed.")]
    public static partial void DuplicateFound(ILogger log, EnvironmentId environment);

    [LoggerMessage(1102, LogLevel.Warning, "Looking for duplicates failed; nothing is concluded from that.")]
    public static partial void DuplicateScanFailed(ILogger log, Exception error);

    [LoggerMessage(1103, LogLevel.Critical, "The duplicate finder died. Remove the cause and restart the host.")]
    public static partial void DuplicateFinderDied(ILogger log, Exception error);

    [LoggerMessage(1104, LogLevel.Warning, "The package of tenant {Alias} could not be looked after; the next scan comes back to it.")]
    public static partial void RenewalLookFailed(ILogger log, Exception error, EnvironmentAlias alias);

    [LoggerMessage(1105, LogLevel.Warning, "{Environment} was paid until {PaidUntil}, and the books show no later date.")]
    public static partial void NotRenewed(ILogger log, EnvironmentId environment, DateTimeOffset? paidUntil);

    [LoggerMessage(1106, LogLevel.Warning, "{Environment} is suspended, and {Count} keys that were made by hand still open it. Delete them in the console, or suspend with DeleteForeignKeys.")]
    public static partial void StillOpen(ILogger log, EnvironmentId environment, int count);

    [LoggerMessage(1107, LogLevel.Error, "{Environment} is paid until {PaidUntil} and is not renewed: {Kind} {Operation} is parked ({Code}). Remove the cause and call ITenantOperations.ResumeAsync(\"{Operation}\"), or CancelAsync(\"{Operation}\"), before it lapses.")]
    public static partial void RenewalBlocked(
        ILogger log, EnvironmentId environment, DateTimeOffset? paidUntil, OperationKind kind, OperationId operation, string? code);

    [LoggerMessage(1108, LogLevel.Warning, "{Environment} is paid until {PaidUntil}: {Operation}, which was parked ({Code}), tries again to renew it.")]
    public static partial void RenewalTriedAgain(ILogger log, EnvironmentId environment, DateTimeOffset? paidUntil, OperationId operation, string? code);

    [LoggerMessage(1109, LogLevel.Warning, "{Kind} {Operation} was parked ({Code}) and had changed nothing: it is cancelled, so that {Environment}, paid until {PaidUntil}, can be renewed. Ask for it again.")]
    public static partial void MadeWayForRenewal(
        ILogger log, OperationKind kind, OperationId operation, string? code, EnvironmentId environment, DateTimeOffset? paidUntil);
}
