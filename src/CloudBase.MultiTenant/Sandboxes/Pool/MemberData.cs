using System.Globalization;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>What a member's row remembers besides its columns.</summary>
internal static class MemberData
{
    /// <summary>What its home held when it was paused.</summary>
    private const string Manifest = "manifest";

    /// <summary>What its pause kept: memory or disk.</summary>
    private const string Paused = "paused";

    /// <summary>The snapshot that was taken before its pause.</summary>
    private const string SnapshotId = "snapshot";

    /// <summary>The name of the snapshot that is being taken, or was when its reply was lost.</summary>
    private const string SnapshotTry = "snapshot-try";

    /// <summary>Until when work was declared to go on, or nobody's use counts as idle.</summary>
    private const string ActiveUntil = "active-until";

    /// <summary>Why it is kept and not given to its tenant any more.</summary>
    private const string RefusedFor = "refused";

    /// <summary>That its processes stand still, as they do from before a pause until a resume is done.</summary>
    private const string Still = "still";

    /// <summary>That nobody was given it since what it held was recorded, so that its pause records nothing anew.</summary>
    private const string AsItWas = "as-it-was";

    /// <summary>The id of a start from its snapshot, whose sandbox the row does not name yet.</summary>
    private const string StartId = "start";

    /// <summary>Until when the start may have its effect, and be out of its provider's lists.</summary>
    private const string OpenUntil = "start-open-until";

    /// <summary>Until when a resume whose answer nobody has may have its effect.</summary>
    private const string ResumeOpenUntil = "resume-open-until";

    /// <summary>That it is being stopped for good, where its state does not say so: what is paused.</summary>
    private const string Ending = "ending";

    /// <summary>What it has of its tenant's time.</summary>
    private const string Time = "time";

    /// <summary>How often its end was tried.</summary>
    private const string Tries = "tries";

    /// <summary>How many commands may be sent under one version of a row.</summary>
    private const long Orders = 1000;

    /// <summary>The order of the first command that is sent into the sandbox under this version of its row: whoever takes the row counts it up.</summary>
    public static long FirstOrder(this SandboxMember member) => member.Version * Orders;

    public static WorkspaceManifest? FindManifest(this SandboxMember member) => WorkspaceManifest.Parse(member.Data.Find(Manifest));

    public static SandboxRestoreLevel PausedLevel(this SandboxMember member) => member.Data.Find(Paused) == "memory" ? SandboxRestoreLevel.Memory : SandboxRestoreLevel.Disk;

    public static SandboxSnapshotId? FindSnapshot(this SandboxMember member) => SandboxSnapshotId.TryParse(member.Data.Find(SnapshotId), out SandboxSnapshotId id) ? id : null;

    public static string? FindSnapshotTry(this SandboxMember member) => member.Data.Find(SnapshotTry);

    /// <summary>Whether its snapshot holds what its home held when it was paused.</summary>
    public static bool IsSaved(this SandboxMember member) => member.FindSnapshot() is not null && member.FindManifest() is not null;

    public static DateTimeOffset? FindActiveUntil(this SandboxMember member) => member.FindInstant(ActiveUntil);

    public static string? FindStart(this SandboxMember member) => member.Data.Find(StartId);

    public static DateTimeOffset? FindOpenUntil(this SandboxMember member) => member.FindInstant(OpenUntil);

    /// <summary>Until when a resume may still have its effect; null where none can.</summary>
    public static DateTimeOffset? FindResumeOpenUntil(this SandboxMember member, DateTimeOffset now) => member.FindInstant(ResumeOpenUntil) is { } until && until > now ? until : null;

    public static string? FindRefusal(this SandboxMember member) => member.Data.Find(RefusedFor);

    public static bool IsStill(this SandboxMember member) => member.Data.Find(Still) is not null;

    public static bool IsAsItWas(this SandboxMember member) => member.Data.Find(AsItWas) is not null;

    public static bool IsEnding(this SandboxMember member) => member.Data.Find(Ending) is not null;

    public static MeteredTime? FindTime(this SandboxMember member) => MeteredTime.Parse(member.Data.Find(Time));

    public static int CountTries(this SandboxMember member) => int.TryParse(member.Data.Find(Tries), NumberStyles.None, CultureInfo.InvariantCulture, out int tries) ? tries : 0;

    public static SandboxMember WithManifest(this SandboxMember member, WorkspaceManifest? manifest, SandboxRestoreLevel level) => member with
    {
        Data = member.Data.With(Manifest, manifest?.ToString()).With(Paused, level == SandboxRestoreLevel.Memory ? "memory" : "disk").With(AsItWas, null).With(Still, level == SandboxRestoreLevel.Memory ? "1" : null),
    };

    /// <summary>Forgets what it held when it was paused: it is in use again.</summary>
    public static SandboxMember WithoutManifest(this SandboxMember member) => member with { Data = member.Data.With(Manifest, null).With(Paused, null).With(AsItWas, null) };

    public static SandboxMember WithSnapshot(this SandboxMember member, SandboxSnapshotId? snapshot) => member with { Data = member.Data.With(SnapshotId, snapshot?.Value).With(SnapshotTry, null) };

    public static SandboxMember WithSnapshotTry(this SandboxMember member, string? name) => member with { Data = member.Data.With(SnapshotTry, name) };

    public static SandboxMember WithActiveUntil(this SandboxMember member, DateTimeOffset? until) => member with { Data = member.Data.With(ActiveUntil, Text(until)) };

    public static SandboxMember WithStart(this SandboxMember member, string? id, DateTimeOffset? openUntil) =>
        member with { Data = member.Data.With(StartId, id).With(OpenUntil, Text(openUntil)) };

    public static SandboxMember WithResumeOpen(this SandboxMember member, DateTimeOffset? until) => member with { Data = member.Data.With(ResumeOpenUntil, Text(until)) };

    public static SandboxMember WithRefusal(this SandboxMember member, string? reason) => member with { Data = member.Data.With(RefusedFor, reason) };

    /// <summary>Notes, before they are told to, that its processes may stand still.</summary>
    public static SandboxMember WithStillness(this SandboxMember member) => member with { Data = member.Data.With(Still, "1") };

    public static SandboxMember WithoutStillness(this SandboxMember member) => member with { Data = member.Data.With(Still, null) };

    public static SandboxMember WithAsItWas(this SandboxMember member) => member with { Data = member.Data.With(AsItWas, "1") };

    public static SandboxMember WithEnding(this SandboxMember member) => member with { Data = member.Data.With(Ending, "1") };

    public static SandboxMember WithTime(this SandboxMember member, MeteredTime? time) => member with { Data = member.Data.With(Time, time?.ToString()) };

    public static SandboxMember WithTries(this SandboxMember member, int tries) =>
        member with { Data = member.Data.With(Tries, tries == 0 ? null : tries.ToString(CultureInfo.InvariantCulture)) };

    private static DateTimeOffset? FindInstant(this SandboxMember member, string entry) =>
        DateTimeOffset.TryParse(member.Data.Find(entry), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset at) ? at : null;

    private static string? Text(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);
}
