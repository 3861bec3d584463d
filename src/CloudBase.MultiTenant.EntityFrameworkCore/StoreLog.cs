using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.EntityFrameworkCore;

internal static partial class StoreLog
{
    [LoggerMessage(EventId = 3000, Level = LogLevel.Error, Message = "{Count} change sets were not written: the database failed. Their callers were told.")]
    public static partial void BatchFailed(ILogger logger, int count, Exception error);

    [LoggerMessage(EventId = 3001, Level = LogLevel.Critical, Message = "The store's writer stopped. Nothing can be written before this host is started again.")]
    public static partial void WriterDied(ILogger logger, Exception error);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "The store's connection did not close cleanly after an error.")]
    public static partial void CloseFailed(ILogger logger, Exception error);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Information, Message = "The store's schema was brought from migration {Found} to {Expected}.")]
    public static partial void SchemaUpgraded(ILogger logger, int found, int expected);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Information, Message = "The store was pinned to the deployment {Deployment}.")]
    public static partial void Pinned(ILogger logger, string deployment);
}
