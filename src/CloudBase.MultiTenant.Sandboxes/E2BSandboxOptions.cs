namespace CloudBase.MultiTenant.Sandboxes;

/// <summary>Which service of the E2B protocol sandboxes come from. Bound from <c>CloudBase:Sandboxes:E2B</c>.</summary>
public sealed class E2BSandboxOptions
{
    /// <summary>Gets or sets the service's domain: the control API is at <c>https://api.DOMAIN</c>, a sandbox's port at <c>https://PORT-ID.DOMAIN</c>.</summary>
    /// <value>The default is <c>e2b.app</c>.</value>
    public string Domain { get; set; } = "e2b.app";

    /// <summary>Gets or sets the address of the control API, where it does not follow from <see cref="Domain"/>.</summary>
    public Uri? ApiUrl { get; set; }

    /// <summary>Gets or sets one address for the data plane of all sandboxes, which are then told apart by headers.</summary>
    /// <value>The default is none: each sandbox has a host of its own.</value>
    public Uri? SandboxUrl { get; set; }

    /// <summary>Gets or sets the key of the control API.</summary>
    public SecretString? ApiKey { get; set; }
}
