namespace CloudBase.MultiTenant;

/// <summary>The full key of one life of one environment of one tenant.</summary>
/// <param name="Account">The cloud account that pays for it.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Environment">Which of the tenant's environments.</param>
/// <param name="Generation">1 for the first life; one more each time a tenant comes back after it was deprovisioned.</param>
public sealed record TenantKey(CloudAccountName Account, TenantId Tenant, EnvironmentName Environment, int Generation);
