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

    /// <summary>Gets or sets the address at which a sandbox's port is reached from outside, with <c>{id}</c> and <c>{port}</c> in it, such as <c>https://{port}-{id}.preview.example.com/</c>.</summary>
    /// <value>The default is none: it follows from <see cref="Domain"/>, or is <see cref="SandboxUrl"/> with headers.</value>
    public string? PortUrl { get; set; }

    /// <summary>Gets or sets the key of the control API. Without it, the environment variable <c>E2B_API_KEY</c> is read; a service at <see cref="ApiUrl"/> may want none.</summary>
    public SecretString? ApiKey { get; set; }

    /// <summary>Gets or sets which version of the control API is spoken.</summary>
    /// <value>The default is <see cref="E2BApiVersion.Automatic"/>.</value>
    public E2BApiVersion ApiVersion { get; set; }

    /// <summary>Gets or sets whether everybody who knows a sandbox's id reaches the ports of what runs in it, where the service allows that; else each request wants the headers of a preview.</summary>
    /// <value>The default is false: strangers' code listens there. A browser cannot send headers: hand pages on from the host, or allow it.</value>
    public bool AllowPublicTraffic { get; set; }

    /// <summary>Gets or sets how long a sandbox lives where its start or resume does not say.</summary>
    /// <value>The default is 5 minutes, as the E2B clients have it.</value>
    public TimeSpan DefaultLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how long one attempt of a control call may take.</summary>
    /// <value>The default is 60 seconds, as the E2B clients have it.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets or sets how often a control call is repeated that may be: what changes nothing, what has one effect, what was refused unread.</summary>
    /// <value>The default is 3.</value>
    public int MaxRetries { get; set; } = 3;

    /// <summary>Gets or sets the longest wait before a repetition; a service that asks for a longer one gets none.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long a start whose answer was lost is looked for before the loss is reported.</summary>
    /// <value>The default is 15 seconds.</value>
    public TimeSpan SettleTimeout { get; set; } = TimeSpan.FromSeconds(15);
}
