namespace CloudBase.MultiTenant;

/// <summary>How a sandbox came to whoever asked for it.</summary>
public enum SandboxOrigin
{
    /// <summary>It is the tenant's own, with its files.</summary>
    Restored,

    /// <summary>It stood ready and was nobody's.</summary>
    Warm,

    /// <summary>It was started for this call.</summary>
    Cold,
}
