namespace CloudBase.MultiTenant.Provisioning;

/// <summary>How many places were free when they were counted, and who was counted as having one.</summary>
/// <param name="Isolation">The strategy that takes them.</param>
/// <param name="Counted">The aliases that were counted as having a place: those that come later take of the free ones.</param>
/// <param name="Count">How many were free.</param>
/// <param name="CountedAt">When they were counted.</param>
internal sealed record FreePlaces(IsolationKind Isolation, IReadOnlySet<string> Counted, int Count, DateTimeOffset CountedAt);
