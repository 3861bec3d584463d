using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>What pools of sandboxes log. EventIds 1600-1699. No tenant and no secret is named.</summary>
internal static partial class SandboxPoolLog
{
    [LoggerMessage(1600, LogLevel.Information, "Sandbox {Sandbox} of pool '{Pool}' ({Member}, {State}) is stopped: {Why}.")]
    public static partial void Ending(ILogger logger, string member, string pool, SandboxId? sandbox, SandboxMemberState state, string why);

    [LoggerMessage(1601, LogLevel.Warning, "Sandbox {Sandbox} of pool '{Pool}' ({Member}) could not be stopped; it is tried again.")]
    public static partial void NotEnded(ILogger logger, Exception exception, string member, string pool, SandboxId? sandbox);

    [LoggerMessage(1602, LogLevel.Warning, "Sandbox {Sandbox} of pool '{Pool}' ({Member}) was not well when it was looked at, and is replaced.")]
    public static partial void NotWell(ILogger logger, Exception exception, string member, string pool, SandboxId? sandbox);

    [LoggerMessage(1603, LogLevel.Warning, "Sandbox {Sandbox} of pool '{Pool}' ({Member}) was not restored from {Step}: {Why}")]
    public static partial void Refused(ILogger logger, string member, string pool, SandboxId? sandbox, string step, string why);

    [LoggerMessage(1604, LogLevel.Warning, "The lease of sandbox {Sandbox} of pool '{Pool}' is lost: {Reason}.")]
    public static partial void Lost(ILogger logger, SandboxId sandbox, string pool, SandboxLossReason reason);

    [LoggerMessage(1605, LogLevel.Warning, "The lease of sandbox {Sandbox} of pool '{Pool}' was not renewed; it ends at {ExpiresAt} unless a renewal succeeds before.")]
    public static partial void NotRenewed(ILogger logger, Exception exception, SandboxId sandbox, string pool, DateTimeOffset expiresAt);

    [LoggerMessage(1606, LogLevel.Warning, "Sandbox {Sandbox} of pool '{Pool}' could not be looked after; it is tried again.")]
    public static partial void NotTended(ILogger logger, Exception exception, SandboxId sandbox, string pool);

    [LoggerMessage(1607, LogLevel.Warning, "The credential could not be removed from sandbox {Sandbox} of pool '{Pool}': it is paused without it, or stopped.")]
    public static partial void CredentialStays(ILogger logger, Exception exception, SandboxId sandbox, string pool);

    [LoggerMessage(1608, LogLevel.Warning, "The row of sandbox {Sandbox} of pool '{Pool}' could not be written; it is finished when its lease has run out.")]
    public static partial void RowLeft(ILogger logger, Exception exception, SandboxId sandbox, string pool);

    [LoggerMessage(1609, LogLevel.Information, "Host {Owner} is gone or hangs: sandbox {Sandbox} of pool '{Pool}' ({Member}), which it held, is kept for its tenant.")]
    public static partial void HolderGone(ILogger logger, string owner, string member, string pool, SandboxId? sandbox);

    [LoggerMessage(1610, LogLevel.Warning, "A sandbox of pool '{Pool}' could not be started from template {Template}.")]
    public static partial void StartFailed(ILogger logger, Exception exception, string pool, string template);

    [LoggerMessage(1611, LogLevel.Error, "Nothing is started from template {Template} of pool '{Pool}' any more but one probe a minute: it failed too often.")]
    public static partial void BreakerOpened(ILogger logger, string pool, string template);

    [LoggerMessage(1612, LogLevel.Warning, "Sandbox {Sandbox} of pool '{Pool}' ({Member}) could not be paused; it is tried again.")]
    public static partial void NotPaused(ILogger logger, Exception exception, string member, string pool, SandboxId? sandbox);

    [LoggerMessage(1613, LogLevel.Warning, "Sandbox {Sandbox} of pool '{Pool}' ({Member}) cannot say what its home holds (bash, find, sort, xargs and sha256sum are needed): its files are not compared when it is restored.")]
    public static partial void NoManifest(ILogger logger, string member, string pool, SandboxId? sandbox);

    [LoggerMessage(1614, LogLevel.Warning, "Sandbox {Sandbox} of pool '{Pool}' is left to the sweep.")]
    public static partial void LeftToTheSweep(ILogger logger, Exception exception, SandboxId sandbox, string pool);

    [LoggerMessage(1615, LogLevel.Warning, "A paused sandbox of pool '{Pool}' ({Member}, {Bytes} bytes) is more than its tenant may keep ({Limit} bytes), and is stopped.")]
    public static partial void OverPausedQuota(ILogger logger, string member, string pool, long bytes, long? limit);

    [LoggerMessage(1616, LogLevel.Warning, "Sandbox {Sandbox} has the labels of pool '{Pool}', and no row names it: it is stopped if it is seen again.")]
    public static partial void OrphanSeen(ILogger logger, SandboxId sandbox, string pool);

    [LoggerMessage(1617, LogLevel.Warning, "Sandbox {Sandbox} of pool '{Pool}', which no row names and which was seen first at {SeenAt}, was stopped.")]
    public static partial void OrphanStopped(ILogger logger, SandboxId sandbox, string pool, DateTimeOffset seenAt);

    [LoggerMessage(1618, LogLevel.Warning, "The sweep of pool '{Pool}' did not get through; nothing counts as seen.")]
    public static partial void SweepFailed(ILogger logger, Exception exception, string pool);

    [LoggerMessage(1619, LogLevel.Error, "A round of pool '{Pool}' failed; it tries again.")]
    public static partial void RoundFailed(ILogger logger, Exception exception, string pool);

    [LoggerMessage(1620, LogLevel.Critical, "The keeper of sandbox pool '{Pool}' died: this host refills, pauses and cleans up nothing of it any more. Remove the cause and restart it.")]
    public static partial void KeeperDied(ILogger logger, Exception exception, string pool);

    [LoggerMessage(1621, LogLevel.Information, "Sandbox {Sandbox} of pool '{Pool}' ({Member}) could not be paused with its memory; its processes end, and its disk is kept.")]
    public static partial void MemoryNotKept(ILogger logger, Exception exception, string member, string pool, SandboxId? sandbox);

    [LoggerMessage(1622, LogLevel.Information, "Sandbox pool '{Pool}' is drained: nothing is started or handed out of it on any host until it is resumed, and its leases end at {LeasesEndAt}, or when they are returned.")]
    public static partial void Drained(ILogger logger, string pool, DateTimeOffset? leasesEndAt);

    [LoggerMessage(1623, LogLevel.Information, "Sandbox pool '{Pool}', which was drained, is used again.")]
    public static partial void Resumed(ILogger logger, string pool);

    [LoggerMessage(1624, LogLevel.Warning, "Snapshot {Snapshot} has the name of pool '{Pool}', and no row names it: it is deleted if it is seen again.")]
    public static partial void SnapshotSeen(ILogger logger, SandboxSnapshotId snapshot, string pool);

    [LoggerMessage(1625, LogLevel.Warning, "Snapshot {Snapshot} of pool '{Pool}', which no row names and which was seen first at {SeenAt}, was deleted.")]
    public static partial void SnapshotDeleted(ILogger logger, SandboxSnapshotId snapshot, string pool, DateTimeOffset seenAt);

    [LoggerMessage(1626, LogLevel.Warning, "Snapshot {Snapshot} of pool '{Pool}', which a newer one has replaced, could not be deleted: it is left to the sweep.")]
    public static partial void SnapshotLeft(ILogger logger, Exception exception, SandboxSnapshotId snapshot, string pool);

    [LoggerMessage(1627, LogLevel.Warning, "Sandbox {Sandbox} of pool '{Pool}' ({Member}) runs though it was paused, and nobody has it: it is paused again.")]
    public static partial void Awake(ILogger logger, string member, string pool, SandboxId? sandbox);

    [LoggerMessage(1628, LogLevel.Warning, "Sandbox {Sandbox} of pool '{Pool}' ({Member}) says that a command of order {Later} was there, and this host, whose row it is, is at {Order}: the store was set back, or code in the sandbox says so. The command is sent again, after that one.")]
    public static partial void OrderAhead(ILogger logger, string member, string pool, SandboxId? sandbox, long later, long order);

    [LoggerMessage(1629, LogLevel.Warning, "The provider of pool '{Pool}' has no list of snapshots: one that no row names is not found, and is paid until a person deletes it. It is not asked again until this host is restarted.")]
    public static partial void SnapshotsNotListed(ILogger logger, Exception exception, string pool);

    [LoggerMessage(1630, LogLevel.Warning, "Row {Member} of pool '{Pool}' is of sandbox {Sandbox} at the provider '{Provider}', which is not added to this host: it is left to a host that has it, and counts until then. Add that provider until its sandboxes have ended.")]
    public static partial void ProviderMissing(ILogger log, string member, string pool, SandboxId? sandbox, string provider);

    [LoggerMessage(1631, LogLevel.Error, "Sandbox pool '{Pool}' has {Running} sandboxes that run and {Paused} that are paused, and no host has looked after it for {Silence}: they are paid for and nobody's. Add the pool to a host again, with Retired to have everything in it stopped.")]
    public static partial void Stranded(ILogger logger, string pool, int running, int paused, TimeSpan silence);

    [LoggerMessage(1632, LogLevel.Information, "Sandbox pool '{Pool}' is retired: nothing is handed out of it, and all that is in it, paused too, is stopped {When}.")]
    public static partial void Retiring(ILogger logger, string pool, string when);

    [LoggerMessage(1633, LogLevel.Information, "Sandbox pool '{Pool}', which is retired, is empty: it may be taken out of the configuration.")]
    public static partial void RetiredEmpty(ILogger logger, string pool);

    [LoggerMessage(1634, LogLevel.Warning, "It could not be read whether there are sandbox pools that no host looks after any more; it is tried again.")]
    public static partial void StrandedNotRead(ILogger logger, Exception exception);

    [LoggerMessage(1635, LogLevel.Information, "{Count} paused sandboxes of a tenant of pool '{Pool}' were given up with their files: {Reason}.")]
    public static partial void Discarded(ILogger logger, int count, string pool, string reason);
}
