namespace CloudBase.MultiTenant.Sandboxes.Tests.Pool.Kill;

/// <summary>Where a host stands still, for good, to be killed.</summary>
internal enum KillMoment
{
    /// <summary>It has claimed a warm sandbox, and not called it yet.</summary>
    Claimed,

    /// <summary>The tenant's credential is in the sandbox, and the lease is not recorded.</summary>
    Written,

    /// <summary>It holds the lease and renews it.</summary>
    Bound,

    /// <summary>Nowhere: it goes on where another was killed.</summary>
    Never,
}
