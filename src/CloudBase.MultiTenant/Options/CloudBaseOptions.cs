namespace CloudBase.MultiTenant;

/// <summary>The options of one deployment, bound from the root of the configuration section.</summary>
public sealed class CloudBaseOptions
{
    /// <summary>Gets or sets the name of this installation, pinned in the store at first start. Required; 1 to 40 characters of a-z, 0-9 and '-', starting with a letter.</summary>
    public string? DeploymentName { get; set; }

    /// <summary>Gets or sets the isolation strategy of tenants that ask for none. Required when more than one strategy is added.</summary>
    public string? DefaultIsolation { get; set; }

    /// <summary>Gets or sets the id of the platform's own environment, which every tenant's credential must be refused at. Required against the real cloud.</summary>
    public string? ManagementEnvironment { get; set; }

    /// <summary>Gets or sets the name of this host in leases and audit records; null draws one at start.</summary>
    public string? HostName { get; set; }

    /// <summary>Gets or sets how environments are obtained.</summary>
    public ProvisioningOptions Provisioning { get; set; } = new();

    /// <summary>Gets or sets how durable operations are run.</summary>
    public OperationOptions Operations { get; set; } = new();

    /// <summary>Gets or sets who renews packages.</summary>
    public RenewalOptions Renewal { get; set; } = new();

    /// <summary>Gets or sets how credentials are handed out.</summary>
    public CredentialOptions Credentials { get; set; } = new();

    /// <summary>Gets or sets what the cost estimate assumes.</summary>
    public CostOptions Costs { get; set; } = new();

    /// <summary>Where these options were read from, for messages.</summary>
    internal SettingPaths Paths { get; set; } = SettingPaths.InCode;

    internal string PathOf(string name) => Paths.Of<CloudBaseOptions>(name);
}
