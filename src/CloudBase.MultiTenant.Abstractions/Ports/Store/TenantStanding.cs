namespace CloudBase.MultiTenant.Ports;

/// <summary>A tenant, and whether rows of sandboxes are to be looked for. Immutable.</summary>
/// <param name="Tenant">The tenant; null where there is none with that key.</param>
/// <param name="MayHaveSandboxes">False only where the tenant, in any of its environments and generations, has no row of a sandbox of any pool.</param>
public readonly record struct TenantStanding(Tenant? Tenant, bool MayHaveSandboxes);
