namespace QuickStart.Proof;

/// <summary>One environment of the ledger.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Orders">How often it was ordered.</param>
/// <param name="Tenant">The tenant of the database that it belongs to; null when it is nobody's.</param>
internal sealed record LedgerLine(string Environment, int Orders, CloudBase.MultiTenant.TenantId? Tenant);
