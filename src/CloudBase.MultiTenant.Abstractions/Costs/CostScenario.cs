namespace CloudBase.MultiTenant;

/// <summary>What is to be estimated.</summary>
public sealed record CostScenario
{
    /// <summary>Gets how many tenants there are, each with one environment.</summary>
    public required int Tenants { get; init; }

    /// <summary>Gets the package of each tenant's environment; null means as the options say.</summary>
    public string? TenantPackageId { get; init; }

    /// <summary>Gets how many management environments there are.</summary>
    /// <value>The default is 1, the 1 in N+1.</value>
    public int ManagementEnvironments { get; init; } = 1;

    /// <summary>Gets the package of the management environments; null means as the options say.</summary>
    public string? ManagementPackageId { get; init; }

    /// <summary>Gets the day whose prices hold; null means today.</summary>
    public DateOnly? On { get; init; }

    /// <summary>Makes the seed's scenario: that many tenants and one management environment, all on the default package.</summary>
    /// <param name="tenants">How many tenants; not negative.</param>
    public static CostScenario ForTenants(int tenants) => new() { Tenants = tenants };
}
