namespace CloudBase.MultiTenant;

/// <summary>How far an upgrade is, after one tenant's turn.</summary>
/// <param name="Tenant">The tenant whose turn it was.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Error">Why not, where it failed; null otherwise.</param>
/// <param name="Done">How many have had their turn in this run and in those that it resumes.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Total">How many there are to do, as counted when the upgrade was begun.</param>
public sealed record TemplateUpgradeProgress(TenantId Tenant, TemplateUpgradeOutcome Outcome, string? Error, int Done, int Failed, int Total);
