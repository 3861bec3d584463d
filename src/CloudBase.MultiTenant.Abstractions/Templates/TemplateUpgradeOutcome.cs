namespace CloudBase.MultiTenant;

/// <summary>What became of one tenant in an upgrade.</summary>
public enum TemplateUpgradeOutcome
{
    /// <summary>It has the template, applied and verified.</summary>
    Upgraded,

    /// <summary>It could not be upgraded; the others go on.</summary>
    Failed,

    /// <summary>Its operation, or one of the tenant's that comes before it, still runs though the patience of this host has ended; it goes on.</summary>
    Pending,
}
