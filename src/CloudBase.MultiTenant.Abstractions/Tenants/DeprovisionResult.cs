namespace CloudBase.MultiTenant;

/// <summary>What a removal did.</summary>
/// <param name="Tenant">The tenant, deprovisioned.</param>
/// <param name="PurgeExpectedAt">When the cloud is expected to have destroyed the data.</param>
/// <param name="Leftovers">Keys and policies found at the end that this library did not make, or could not remove; empty when clean.</param>
public sealed record DeprovisionResult(Tenant Tenant, DateTimeOffset? PurgeExpectedAt, IReadOnlyList<string> Leftovers);
