namespace CloudBase.MultiTenant;

/// <summary>How a tenant came by its environment.</summary>
public enum EnvironmentSource
{
    /// <summary>It was ordered for the tenant.</summary>
    Create,

    /// <summary>It was claimed from the environment pool.</summary>
    Pool,

    /// <summary>The cloud allocated it from a pool of its own.</summary>
    Allocate,
}
