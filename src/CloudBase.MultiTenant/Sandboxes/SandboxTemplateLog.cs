using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Sandboxes;

/// <summary>What preparing templates logs. EventIds 1400-1499.</summary>
internal static partial class SandboxTemplateLog
{
    [LoggerMessage(1400, LogLevel.Information, "Template '{Template}' {Version} was prepared as snapshot {Snapshot}: {Files} files, {Bytes} bytes.")]
    public static partial void Prepared(ILogger logger, string template, string version, SandboxSnapshotId snapshot, int files, long bytes);

    [LoggerMessage(1401, LogLevel.Information, "Template '{Template}' {Version} is ready as snapshot {Snapshot}: a sandbox started from it holds what was saved.")]
    public static partial void Verified(ILogger logger, string template, string version, SandboxSnapshotId snapshot);

    [LoggerMessage(1402, LogLevel.Error, "Snapshot {Snapshot} of template '{Template}' {Version} is refused: {Problem}")]
    public static partial void Refused(ILogger logger, SandboxSnapshotId snapshot, string template, string version, string problem);

    [LoggerMessage(1403, LogLevel.Warning, "The clock of sandbox {Sandbox} differs from this host's by {Offset}: signatures and expiries made in it will be off.")]
    public static partial void ClockIsOff(ILogger logger, SandboxId sandbox, TimeSpan offset);

    [LoggerMessage(1404, LogLevel.Warning, "Sandbox {Sandbox} of template '{Template}' could not be stopped; it ends with its lifetime.")]
    public static partial void NotStopped(ILogger logger, Exception exception, SandboxId sandbox, string template);

    [LoggerMessage(1405, LogLevel.Information, "Provider '{Provider}' saves no snapshots: template '{Template}' {Version} is prepared in each sandbox anew.")]
    public static partial void PreparedEachTime(ILogger logger, string provider, string template, string version);

    [LoggerMessage(1406, LogLevel.Information, "Template '{Template}' {Version} was prepared by another host at the same time: its snapshot {Kept} is kept, {Deleted} is deleted.")]
    public static partial void PreparedTwice(ILogger logger, string template, string version, SandboxSnapshotId kept, SandboxSnapshotId deleted);

    [LoggerMessage(1407, LogLevel.Warning, "Snapshot {Snapshot} of template '{Template}' could not be deleted; it is in nobody's way.")]
    public static partial void NotDeleted(ILogger logger, Exception exception, SandboxSnapshotId snapshot, string template);
}
