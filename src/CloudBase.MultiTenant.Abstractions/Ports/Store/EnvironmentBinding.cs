namespace CloudBase.MultiTenant.Ports;

/// <summary>Says that an environment is a tenant's. Written once, never changed, never removed: an environment has one tenant, ever.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="BoundAt">When it was bound.</param>
public sealed record EnvironmentBinding(EnvironmentId Environment, TenantKey Tenant, DateTimeOffset BoundAt);
