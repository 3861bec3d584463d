namespace CloudBase.MultiTenant;

/// <summary>How many tenants are on one version of a template.</summary>
/// <param name="Name">The template's name; null for tenants without one.</param>
/// <param name="Version">Its version; null for tenants without one.</param>
/// <param name="Definition">The SHA-256 of what defines it; null for tenants without one.</param>
/// <param name="Tenants">The tenants, by their id.</param>
public sealed record TemplateVersionUse(string? Name, string? Version, string? Definition, IReadOnlyList<TenantId> Tenants);
