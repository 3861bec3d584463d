namespace CloudBase.MultiTenant;

/// <summary>Who renews an environment's package before it lapses. There is no default: it decides about money.</summary>
public enum RenewalPolicy
{
    /// <summary>Not chosen; refused when options are validated.</summary>
    Unspecified,

    /// <summary>The cloud renews it by itself, until this library switches that off for parked and released environments.</summary>
    Auto,

    /// <summary>This library renews it before it lapses, while the tenant is wanted.</summary>
    Managed,

    /// <summary>Nobody renews it: it lapses when the paid period ends.</summary>
    None,
}
