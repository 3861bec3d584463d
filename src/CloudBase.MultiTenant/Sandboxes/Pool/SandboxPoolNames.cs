namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Names on the pools' spans and metrics.</summary>
internal static class SandboxPoolNames
{
    /// <summary>Histogram, seconds: from the call for a sandbox to its lease, by how it came.</summary>
    public const string SandboxAcquireDuration = "cloudbase.sandbox.acquire.duration";

    /// <summary>Gauge: sandboxes of a pool, by where they stand.</summary>
    public const string SandboxPoolMembers = "cloudbase.sandbox.pool.members";

    /// <summary>Gauge: warm sandboxes that a pool is to have.</summary>
    public const string SandboxPoolTarget = "cloudbase.sandbox.pool.target";

    /// <summary>Gauge: 1 while nothing is started from a pool's template because it failed too often.</summary>
    public const string SandboxPoolBreakerOpen = "cloudbase.sandbox.pool.breaker_open";

    /// <summary>Counter: calls for a sandbox that a pool could not serve.</summary>
    public const string SandboxPoolExhausted = "cloudbase.sandbox.pool.exhausted";

    /// <summary>Counter: leases of sandboxes that ended before they were returned.</summary>
    public const string SandboxLeasesLost = "cloudbase.sandbox.leases.lost";

    /// <summary>Counter: sandboxes that no row named, and that were stopped.</summary>
    public const string SandboxOrphansStopped = "cloudbase.sandbox.orphans.stopped";

    /// <summary>A call for a sandbox of a pool, until it is handed over.</summary>
    public const string SandboxAcquire = "cloudbase.sandbox.acquire";

    /// <summary>The pool of sandboxes, by its name.</summary>
    public const string SandboxPoolTag = "cloudbase.sandbox.pool";

    /// <summary>How a sandbox came: warm, cold, kept, restored_memory, restored_disk, restored_snapshot, or none.</summary>
    public const string SandboxOriginTag = "cloudbase.sandbox.origin";

    /// <summary>Where a pool's sandboxes stand: ready, creating, leased, idle, paused or stopping.</summary>
    public const string SandboxMemberStateTag = "cloudbase.sandbox.member.state";

    /// <summary>Why a lease was lost, by the name of <see cref="MultiTenant.SandboxLossReason"/>.</summary>
    public const string SandboxLossReasonTag = "cloudbase.sandbox.loss_reason";
}
