namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Up to which number places may be taken, as they were free when they were counted.</summary>
/// <param name="Isolation">The strategy that takes them.</param>
/// <param name="Last">The number of the last place that is free: each that is taken, by whatever host, has the next number.</param>
/// <param name="CountedAt">When they were counted.</param>
internal sealed record FreePlaces(IsolationKind Isolation, long Last, DateTimeOffset CountedAt);
