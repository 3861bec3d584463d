namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>How finely the cloud authorises an action.</summary>
public enum GrantLevel
{
    /// <summary>The table does not have it.</summary>
    Unknown,

    /// <summary>On the resource that the call names.</summary>
    Resource,

    /// <summary>As a whole: a grant on a resource silently does not authorise it.</summary>
    Operation,
}
