namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>That a pool is drained.</summary>
/// <param name="LeasesEndAt">When its leases end; null where each ends when it is returned.</param>
internal sealed record DrainState(DateTimeOffset? LeasesEndAt);
