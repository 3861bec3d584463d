using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Templates;

/// <summary>What templates log: events 1700 to 1749.</summary>
internal static partial class TemplatesLog
{
    [LoggerMessage(1700, LogLevel.Information, "The upgrade to {Template} goes through {Todo} of {Total} tenants.")]
    public static partial void UpgradeBegun(ILogger log, string template, int todo, int total);

    [LoggerMessage(1701, LogLevel.Information, "The upgrade to {Template} ended: {Done} tenants had their turn, {Failed} failed, {Pending} go on.")]
    public static partial void UpgradeEnded(ILogger log, string template, int done, int failed, int pending);
}
