using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Development.Internal;

/// <summary>What the glue to the emulator logs. EventIds 1350-1399.</summary>
internal static partial class EmulatorLog
{
    [LoggerMessage(EventId = 1350, Level = LogLevel.Information, Message = "Environments come from the emulator at {Endpoint} (in this process: {InProcess}): nothing is real, and nothing is paid.")]
    public static partial void Used(ILogger logger, Uri endpoint, bool inProcess);
}
