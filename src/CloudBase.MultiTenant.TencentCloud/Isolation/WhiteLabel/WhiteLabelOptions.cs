namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>How tenants without a cloud identity are given credentials. Bound from <c>CloudBase:WhiteLabel</c>, checked at start.</summary>
public sealed class WhiteLabelOptions
{
    /// <summary>Gets or sets whether credentials are temporary keys of the account, cut to the environment, instead of the environment's API keys.</summary>
    /// <value>The default is false: an API key can be taken back at once, temporary keys cannot.</value>
    public bool TemporaryKeys { get; set; }

    /// <summary>Gets or sets the name under which temporary keys appear in the cloud's audit: 1 to 32 letters.</summary>
    /// <value>The default is cbmt.</value>
    public string FederationName { get; set; } = "cbmt";

    /// <summary>Gets or sets how long to look for proof that a credential works in its own environment before a person is asked: 0 to 1 hour.</summary>
    /// <value>The default is 2 minutes. An assumption: no document says how soon a new key works.</value>
    public TimeSpan VerifyPatience { get; set; } = TimeSpan.FromMinutes(2);
}
