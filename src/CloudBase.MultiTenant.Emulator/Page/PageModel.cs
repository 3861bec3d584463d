namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>The emulator at a glance.</summary>
internal sealed record PageOverview(
    string Region, string AccountUin, long AppId, string RootSecretId, string ManagementEnvironmentId, DateTimeOffset Time, double ClockSkewSeconds,
    bool CanAdvance, string State, decimal Balance, decimal Spent, bool SoldOut, int Environments, int Users, int Deletes, int LateCalls,
    int SandboxesRunning, int SandboxesPaused, string Run, long LastRequest);

/// <summary>An environment, with its state in words.</summary>
internal sealed record PageEnvironment(
    string Id, string Alias, string Status, string Region, string PackageId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, bool AutoRenew,
    bool IsManagement, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> ApiKeyIds);

/// <summary>A sub-account; of its keys only the shortened ids.</summary>
internal sealed record PageUser(long Uin, string Name, IReadOnlyList<string> Policies, IReadOnlyList<string> ActiveKeys, IReadOnlyList<string> InactiveKeys);

/// <summary>A sandbox, ended ones included until they are forgotten.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Template">The name of what it was started from.</param>
/// <param name="FromSnapshot">Whether that is a snapshot.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="EndReason">Why it ended; null while it lives.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="Since">When it came into its state.</param>
/// <param name="ExpiresAt">When its lifetime ends; null while none runs.</param>
/// <param name="OnExpiry">What becomes of it then: <c>pause</c> or <c>stop</c>.</param>
/// <param name="KeepsMemory">Whether a paused one goes on where it was; null while it is not paused.</param>
/// <param name="Metadata">Its labels, without secrets.</param>
/// <param name="Snapshots">The ids of the snapshots that were saved from it and are there.</param>
internal sealed record PageSandbox(
    string Id, string Template, bool FromSnapshot, string State, string? EndReason, DateTimeOffset CreatedAt, DateTimeOffset Since, DateTimeOffset? ExpiresAt, string OnExpiry,
    bool? KeepsMemory, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<string> Snapshots);

/// <summary>A snapshot of a sandbox, which others are started from.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name; empty for none.</param>
/// <param name="SavedFrom">The sandbox that it was saved from, which may be gone.</param>
/// <param name="CreatedAt">When it was saved.</param>
internal sealed record PageSnapshot(string Id, string Name, string SavedFrom, DateTimeOffset CreatedAt);

/// <summary>A paid order.</summary>
internal sealed record PageOrder(
    string OrderId, LedgerEntryKind Kind, string EnvironmentId, string Alias, string PackageId, int Months, decimal Amount, DateTimeOffset At, string? RequestId);

/// <summary>A fault script in force, with the number to remove it by.</summary>
internal sealed record PageFault(int Id, FaultScript Script);

/// <summary>Requests after a number, newest first.</summary>
/// <param name="Run">Tells one start of the emulator from another: with a new one, begin at 0 again.</param>
/// <param name="Last">The number to ask after next.</param>
/// <param name="Missed">Whether some that came after the number asked for are kept no longer, or are more than were asked for.</param>
/// <param name="Requests">The requests, without bodies.</param>
internal sealed record PageRequests(string Run, long Last, bool Missed, IReadOnlyList<PageRequest> Requests);

/// <summary>One request; the bodies and the explanation come with it only when it is asked for by number.</summary>
internal sealed record PageRequest(
    long Number, DateTimeOffset At, string Service, string Action, string Who, string? EnvironmentId, string Outcome, string OutcomeKind, double Milliseconds,
    string RequestId, string Region, IReadOnlyList<string> Faults, string? Message, string? Sent, string? Answered, AccessExplanation? Access);
