namespace CloudBase.MultiTenant;

/// <summary>Why a lease was lost.</summary>
public enum SandboxLossReason
{
    /// <summary>The sandbox is gone: its provider ended or lost it.</summary>
    SandboxGone,

    /// <summary>The store did not take a renewal until the lease's time had ended.</summary>
    Expired,

    /// <summary>Somebody else has the sandbox by now.</summary>
    TakenOver,

    /// <summary>The tenant is not active any more: its access was taken away.</summary>
    TenantNotActive,

    /// <summary>The longest life that the pool allows has ended.</summary>
    LifetimeEnded,

    /// <summary>The pool was drained, and the time that was left to its leases has ended.</summary>
    PoolDrained,

    /// <summary>The sandbox was paused, by its provider or by a call that had its effect late: it comes back with the tenant's next call.</summary>
    SandboxPaused,

    /// <summary>The tenant's sandboxes have run in this month for as long as its quota lets them; it is paused, and comes back when they may run again.</summary>
    QuotaReached,
}
