using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Operations;

/// <summary>What the operations engine logs: events 1000 to 1099.</summary>
internal static partial class OperationsLog
{
    [LoggerMessage(1000, LogLevel.Information, "{Kind} {Operation} ended: {State}.")]
    public static partial void Ended(ILogger log, OperationId operation, OperationKind kind, OperationState state);

    [LoggerMessage(1001, LogLevel.Warning, "{Kind} {Operation} is parked at '{Step}' ({Code}). {WayOut}")]
    public static partial void Parked(ILogger log, OperationId operation, OperationKind kind, string step, string code, string wayOut);

    [LoggerMessage(1002, LogLevel.Information, "Another host works on {Operation} now: {Reason}")]
    public static partial void OwnershipLost(ILogger log, OperationId operation, string reason);

    [LoggerMessage(1003, LogLevel.Information, "Stopped working on {Operation}; another host goes on.")]
    public static partial void Stopped(ILogger log, OperationId operation);

    [LoggerMessage(1004, LogLevel.Error, "The store cannot be reached; {Operation} goes on when its lease has run out.")]
    public static partial void StoreUnavailable(ILogger log, Exception error, OperationId operation);

    [LoggerMessage(1005, LogLevel.Warning, "A round of {Kind} {Operation} failed.")]
    public static partial void RoundFailed(ILogger log, Exception error, OperationId operation, OperationKind kind);

    [LoggerMessage(1006, LogLevel.Warning, "The lease of {Operation} was not prolonged.")]
    public static partial void RenewalFailed(ILogger log, Exception error, OperationId operation);

    [LoggerMessage(1007, LogLevel.Error, "The pump's round failed; it tries again.")]
    public static partial void PumpRoundFailed(ILogger log, Exception error);

    [LoggerMessage(1008, LogLevel.Critical, "The operation pump died: this host works on no operation any more. Remove the cause and restart it.")]
    public static partial void PumpDied(ILogger log, Exception error);

    [LoggerMessage(1009, LogLevel.Error, "Working on {Operation} failed in an unexpected way.")]
    public static partial void DriveFailed(ILogger log, Exception error, OperationId operation);

    [LoggerMessage(1010, LogLevel.Warning, "The audit sink '{Sink}' did not take the records after {Sequence}; they come again.")]
    public static partial void AuditSinkFailed(ILogger log, Exception error, string sink, long sequence);

    [LoggerMessage(1011, LogLevel.Information, "{Operation} was taken over from '{Owner}', whose lease ran out.")]
    public static partial void TakenOver(ILogger log, OperationId operation, string owner);

    [LoggerMessage(1012, LogLevel.Warning, "The audit sink '{Sink}' has not taken the records after {Sequence} yet: they stay stored, and the pump does not wait for it. Look at what the sink writes to.")]
    public static partial void AuditSinkSlow(ILogger log, string sink, long sequence);
}
