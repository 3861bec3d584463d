using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Sandboxes.Diagnostics;

/// <summary>What the sandboxes' client logs. EventIds 4000-4099.</summary>
internal static partial class SandboxLog
{
    [LoggerMessage(4000, LogLevel.Warning, "A command of sandbox '{Sandbox}' was given up and could not be killed within 5 seconds ({Problem}): it may run until its timeout.")]
    public static partial void CommandNotKilled(ILogger logger, string sandbox, string problem);

    [LoggerMessage(4001, LogLevel.Warning, "The answer to a start of a sandbox at {Provider} was lost ({Problem}): it is looked for by its start id before anything else is done.")]
    public static partial void StartUnknown(ILogger logger, string provider, string problem);

    [LoggerMessage(4002, LogLevel.Information, "The start whose answer was lost had worked: sandbox '{Sandbox}' of {Provider} is taken over.")]
    public static partial void StartFound(ILogger logger, string provider, string sandbox);

    [LoggerMessage(4003, LogLevel.Warning, "{Provider} has {Count} sandboxes of one start id: '{Kept}' is used, the others live until their lifetime ends.")]
    public static partial void StartedTwice(ILogger logger, string provider, int count, string kept);

    [LoggerMessage(4004, LogLevel.Information, "{Provider} does not know the second version of the control API (HTTP {Status}): the first is used from now on.")]
    public static partial void OldVersion(ILogger logger, string provider, int status);

    [LoggerMessage(4005, LogLevel.Debug, "{Action} is repeated after {Delay}: attempt {Attempt} ended with {Problem}.")]
    public static partial void Repeating(ILogger logger, string action, TimeSpan delay, int attempt, string problem);

    [LoggerMessage(4006, LogLevel.Warning, "A key that is not the emulator's (e2b_c10dba5e...) is sent to {Host}, which is this machine: an emulator takes a key of its own, a service's key belongs on no machine that needs none.")]
    public static partial void RealKeyAtEmulator(ILogger logger, string host);
}
