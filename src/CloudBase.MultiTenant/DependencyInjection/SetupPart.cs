namespace CloudBase.MultiTenant;

/// <summary>What a deployment has exactly one of.</summary>
public enum SetupPart
{
    /// <summary>The cloud that environments come from.</summary>
    Cloud,

    /// <summary>The store that tenants and operations are kept in.</summary>
    Store,
}
