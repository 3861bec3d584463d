using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>What Agent Sandbox logs. EventIds 2300-2399.</summary>
internal static partial class AgentSandboxLog
{
    [LoggerMessage(2300, LogLevel.Information, "The tool '{Tool}' was made; instances can be started when it is active.")]
    public static partial void ToolMade(ILogger logger, string tool);

    [LoggerMessage(2301, LogLevel.Debug, "The start of an instance of '{Tool}' is repeated after {Delay}: {Code}.")]
    public static partial void RepeatingStart(ILogger logger, string tool, TimeSpan delay, string code);

    [LoggerMessage(2302, LogLevel.Warning, "The instance {Sandbox} is stopped again: its network is {Network}, and the start asked for another.")]
    public static partial void StoppedForItsNetwork(ILogger logger, SandboxId sandbox, string network);

    [LoggerMessage(2303, LogLevel.Error, "The instance {Sandbox} was to be stopped, and could not be: it lives until its lifetime ends.")]
    public static partial void NotStopped(ILogger logger, Exception exception, SandboxId sandbox);

    [LoggerMessage(2304, LogLevel.Warning, "The token of {Sandbox} could not be renewed; the one at hand is used until {ExpiresAt}.")]
    public static partial void TokenNotRenewed(ILogger logger, Exception exception, SandboxId sandbox, DateTimeOffset expiresAt);
}
