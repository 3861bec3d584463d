namespace CloudBase.MultiTenant;

/// <summary>Whom to bring to a template, and how fast.</summary>
public sealed record TemplateUpgradeOptions
{
    /// <summary>Gets the options in which everything has its default.</summary>
    public static TemplateUpgradeOptions Default { get; } = new();

    /// <summary>Gets the tenants; null means every active tenant that has another version of a template with this name.</summary>
    /// <remarks>One that is named and does not exist, or is not active, is <see cref="TemplateUpgradeOutcome.Failed"/> and says why; one that has the template already has no turn.</remarks>
    public IReadOnlyCollection<TenantId>? Tenants { get; init; }

    /// <summary>Gets whether active tenants without any template get it too, when <see cref="Tenants"/> is null.</summary>
    public bool IncludeWithout { get; init; }

    /// <summary>Gets how many tenants are begun a minute, over all hosts: 1 to 6,000.</summary>
    /// <value>The default is 60.</value>
    public int TenantsPerMinute { get; init; } = 60;

    /// <summary>Gets how many tenants are worked on at once: 1 to 64.</summary>
    /// <value>The default is 4.</value>
    public int MaxConcurrency { get; init; } = 4;
}
