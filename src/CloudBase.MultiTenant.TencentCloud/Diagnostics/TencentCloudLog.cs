using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>What the client and the environments log. EventIds 2000-2099.</summary>
internal static partial class TencentCloudLog
{
    [LoggerMessage(2000, LogLevel.Debug, "{Action} is repeated after {Delay}: attempt {Attempt} ended with {Code}.")]
    public static partial void Repeating(ILogger logger, string action, TimeSpan delay, int attempt, string code);

    [LoggerMessage(2001, LogLevel.Warning, "{Action} was left in flight by its caller and then failed with {Code}, effect {Effect}, request id {RequestId}.")]
    public static partial void LeftCallFailed(ILogger logger, string action, string code, CloudEffect effect, string? requestId);

    [LoggerMessage(2002, LogLevel.Warning, "{Action} was left in flight by its caller and then succeeded: whoever left it must look for its effect.")]
    public static partial void LeftCallSucceeded(ILogger logger, string action);

    [LoggerMessage(2003, LogLevel.Warning, "This machine's clock differs from the cloud's by {Offset}: set it (NTP). Nothing is paid beyond {Limit}.")]
    public static partial void ClockIsOff(ILogger logger, TimeSpan offset, TimeSpan limit);

    [LoggerMessage(2004, LogLevel.Information, "This machine's clock agrees with the cloud's again, to {Offset}.")]
    public static partial void ClockIsRight(ILogger logger, TimeSpan offset);

    [LoggerMessage(2005, LogLevel.Warning, "{Action} waited {Wait} for a place under the account's rate limit of {Rate} a second.")]
    public static partial void LongRateWait(ILogger logger, string action, TimeSpan wait, int rate);

    [LoggerMessage(2006, LogLevel.Warning, "A complete listing of environments could not be had in {Rounds} rounds: they change while they are read.")]
    public static partial void ListKeepsChanging(ILogger logger, int rounds);

    [LoggerMessage(2007, LogLevel.Warning, "The cloud listed environment '{Environment}' without what is needed to use it ({Problem}): it is left out.")]
    public static partial void EnvironmentLeftOut(ILogger logger, string? environment, string problem);

    [LoggerMessage(2008, LogLevel.Warning, "A key that looks like a real account's (AKID...) is sent to {Host}, which is this machine: an emulator takes keys of its own (EMULATOR-...), a real key belongs on no machine that needs none.")]
    public static partial void RealKeyAtEmulator(ILogger logger, string host);
}
