namespace CloudBase.MultiTenant;

/// <summary>What the cost estimate assumes.</summary>
public sealed class CostOptions
{
    /// <summary>Gets or sets the package of a tenant's environment; null means the provisioning package.</summary>
    public string? TenantPackageId { get; set; }

    /// <summary>Gets or sets the package of the management environment; null means the tenant package.</summary>
    public string? ManagementPackageId { get; set; }
}
