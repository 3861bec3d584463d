namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>What an access policy can grant an action on.</summary>
public enum ActionGranularity
{
    /// <summary>On the account only: a grant on some resources authorises nothing.</summary>
    Operation,

    /// <summary>On single resources.</summary>
    Resource,
}
