namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>How tenants are given sub-accounts. Bound from <c>CloudBase:CamSubAccount</c>, checked at start.</summary>
public sealed class CamSubAccountOptions
{
    /// <summary>Gets or sets whether a tenant may sign in to the cloud's console.</summary>
    /// <value>The default is false: the sub-account has an access key only.</value>
    public bool ConsoleLogin { get; set; }

    /// <summary>Gets or sets the address at which a tenant signs in; <c>{account}</c> and <c>{user}</c> stand for the root account's number and the user's name.</summary>
    /// <value>The default is none: the address of the site that the account belongs to.</value>
    public string? SignInAddress { get; set; }

    /// <summary>Gets or sets how many sub-accounts the account may have: 1 to 1,000,000.</summary>
    /// <value>The default is 1,000, the cloud's limit.</value>
    public int MaxSubAccounts { get; set; } = 1000;

    /// <summary>Gets or sets how many custom policies the account may have: 1 to 1,000,000.</summary>
    /// <value>The default is 1,500, the cloud's limit.</value>
    public int MaxPolicies { get; set; } = 1500;

    /// <summary>Gets or sets how long to look for proof that a new key works in its own environment before a person is asked: 0 to 1 hour.</summary>
    /// <value>The default is 2 minutes. An assumption: no document says how soon a policy is in force.</value>
    public TimeSpan VerifyPatience { get; set; } = TimeSpan.FromMinutes(2);
}
