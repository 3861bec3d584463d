namespace CloudBase.MultiTenant.Ports;

/// <summary>The row of one environment of a pool, shared by all hosts. Immutable.</summary>
/// <remarks>A row that was claimed keeps its tenant for ever: a store refuses to change one tenant into another, or into none.</remarks>
public sealed record PooledEnvironment
{
    /// <summary>Gets the account.</summary>
    public required CloudAccountName Account { get; init; }

    /// <summary>Gets the pool.</summary>
    public required string Pool { get; init; }

    /// <summary>Gets the member's id, unique in the account, drawn before anything is ordered.</summary>
    public required string Id { get; init; }

    /// <summary>Gets where it stands.</summary>
    public required PooledEnvironmentState State { get; init; }

    /// <summary>Gets the row under which the operations of this member run; never a tenant of the platform.</summary>
    public required TenantKey Subject { get; init; }

    /// <summary>Gets the environment, once it is known. It stays when the member fails: it is paid.</summary>
    public EnvironmentId? Environment { get; init; }

    /// <summary>Gets what makes members alike: package, region and resources as one text.</summary>
    public required string Shape { get; init; }

    /// <summary>Gets the template that is applied, as name, version and definition; null while there is none.</summary>
    public string? Template { get; init; }

    /// <summary>Gets until when it is paid.</summary>
    public DateTimeOffset? PaidUntil { get; init; }

    /// <summary>Gets the tenant that claimed it; null for nobody's.</summary>
    public TenantKey? Tenant { get; init; }

    /// <summary>Gets the fence: counted up by every claim and take-over, and compared by every later write.</summary>
    public long Fence { get; init; }

    /// <summary>Gets the host that works on it; null when nobody does.</summary>
    public string? Owner { get; init; }

    /// <summary>Gets when somebody has to look at it next. Every state that is not final has one.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Gets since when it is ready: members are claimed in this order.</summary>
    public DateTimeOffset? FilledAt { get; init; }

    /// <summary>Gets why it failed or is parked.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets what else is to be remembered; never a secret.</summary>
    public StepData Data { get; init; } = StepData.Empty;

    /// <summary>Gets when the row was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when the row last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets the version of this row; the store counts it up with every change.</summary>
    public long Version { get; init; }
}
