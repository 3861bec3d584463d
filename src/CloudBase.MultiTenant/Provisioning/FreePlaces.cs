namespace CloudBase.MultiTenant.Provisioning;

/// <summary>How many places were free when they were counted, and up to which number they may be taken.</summary>
/// <param name="Isolation">The strategy that takes them.</param>
/// <param name="Last">The number of the last place that is free: each that is taken, by whatever host, has the next number.</param>
/// <param name="Count">How many were free.</param>
/// <param name="CountedAt">When they were counted.</param>
internal sealed record FreePlaces(IsolationKind Isolation, long Last, int Count, DateTimeOffset CountedAt);
