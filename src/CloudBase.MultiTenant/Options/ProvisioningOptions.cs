namespace CloudBase.MultiTenant;

/// <summary>How environments are obtained. Times are checked at start, with messages that show the values.</summary>
public sealed class ProvisioningOptions
{
    /// <summary>Gets or sets the package that tenants get. Required; UseTencentCloud sets a default.</summary>
    public string? PackageId { get; set; }

    /// <summary>Gets or sets the resources that an environment starts with.</summary>
    /// <value>The default is none here; UseTencentCloud sets flexdb, storage and function when it is left empty.</value>
    public IList<string> Resources { get; set; } = [];

    /// <summary>Gets or sets where tenants' environments come from: ordered, claimed from the environment pool (ordered while it is empty), or allocated by the cloud.</summary>
    /// <value>The default is null: from the pool where AddEnvironmentPool was called, else ordered.</value>
    public EnvironmentSource? Source { get; set; }

    /// <summary>Gets or sets the first paid period in months: 1 to 12, or 24.</summary>
    /// <value>The default is 1.</value>
    public int PeriodMonths { get; set; } = 1;

    /// <summary>Gets or sets the region; null leaves it to the cloud adapter, which serves one and refuses another.</summary>
    public string? Region { get; set; }

    /// <summary>Gets or sets the template that tenants get which ask for none: the name of one that was added, or <c>name@version</c>; null for none.</summary>
    public string? Template { get; set; }

    /// <summary>Gets or sets values for placeholders <c>{{variables.NAME}}</c> that are the same for all tenants; what differs comes from an ITemplateVariables.</summary>
    /// <value>The default is none.</value>
    public IDictionary<string, string> TemplateVariables { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets or sets the key of the tag that marks this deployment's environments: 1 to 127 characters.</summary>
    /// <value>The default is cbmt.</value>
    public string TagKey { get; set; } = "cbmt";

    /// <summary>Gets or sets whether the clear tenant id is tagged too. It would be personal data in a bill.</summary>
    /// <value>The default is false.</value>
    public bool TagTenantId { get; set; }

    /// <summary>Gets or sets how long EnsureAsync and the other verbs wait before they say that the operation is pending.</summary>
    /// <value>The default is 2 minutes.</value>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets how long an operation may take before it is parked.</summary>
    /// <value>The default is 30 minutes.</value>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Gets or sets how long to wait for a delivery before parking.</summary>
    /// <value>The default is 10 minutes.</value>
    public TimeSpan ReadyDeadline { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets the first wait between looks at a delivery.</summary>
    /// <value>The default is 1 second.</value>
    public TimeSpan PollMin { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the longest wait between looks at a delivery.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan PollMax { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets the share by which waits are varied: 0 to 0.5.</summary>
    /// <value>The default is 0.2.</value>
    public double PollJitter { get; set; } = 0.2;

    /// <summary>Gets or sets how long the cloud accepts a signed order.</summary>
    /// <value>The default is 5 minutes, the cloud's rule.</value>
    public TimeSpan SignatureWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how far the cloud's clock may differ from what is known of it.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long after an order is accepted its environment may be missing from lists, and a payment from the books.</summary>
    /// <value>The default is 2 minutes. An assumption: no document gives a bound.</value>
    public TimeSpan CreateVisibility { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets what happens when an order with unknown outcome is found not to have landed.</summary>
    /// <value>The default is Park.</value>
    public UnresolvedCreate OnUnresolvedCreate { get; set; } = UnresolvedCreate.Park;

    /// <summary>Gets or sets whether the account's room is read before buying and deleting.</summary>
    /// <value>The default is true.</value>
    public bool CheckLimits { get; set; } = true;

    /// <summary>Gets or sets the request limit of a suspended environment; null leaves it as it is.</summary>
    /// <value>The default is 1.</value>
    public int? SuspendedRequestsPerSecond { get; set; } = 1;

    /// <summary>Gets or sets how often the duplicate finder looks at all environments.</summary>
    /// <value>The default is 1 hour.</value>
    public TimeSpan DuplicateScanInterval { get; set; } = TimeSpan.FromHours(1);
}
