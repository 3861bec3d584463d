using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Development.Internal;

/// <summary>What the glue to the emulator logs. EventIds 1350-1399.</summary>
internal static partial class EmulatorLog
{
    [LoggerMessage(EventId = 1350, Level = LogLevel.Information, Message = "Environments come from the emulator at {Endpoint} (in this process: {InProcess}): nothing is real, and nothing is paid.")]
    public static partial void Used(ILogger logger, Uri endpoint, bool inProcess);

    [LoggerMessage(EventId = 1351, Level = LogLevel.Information, Message = "The emulator's clock was advanced by {Advanced}: this host's clock follows it.")]
    public static partial void ClockFollowed(ILogger logger, TimeSpan advanced);

    [LoggerMessage(EventId = 1352, Level = LogLevel.Warning, Message = "The emulator's time could not be read: {Reason} Start it with: cloudbase-emulator. This host goes on with its own clock.")]
    public static partial void NoClock(ILogger logger, string reason);
}
