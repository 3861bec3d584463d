namespace CloudBase.MultiTenant;

/// <summary>How near to its limit something is; later ones are nearer.</summary>
public enum QuotaLevel
{
    /// <summary>There is no limit, or what is used is not known.</summary>
    Unknown,

    /// <summary>Less than 70 % is used.</summary>
    Within,

    /// <summary>70 % was reached: time to look.</summary>
    Notice,

    /// <summary>85 % was reached: time to act.</summary>
    Warning,

    /// <summary>95 % was reached: time to slow down.</summary>
    Critical,

    /// <summary>All of it is used.</summary>
    Reached,
}
