namespace CloudBase.MultiTenant;

/// <summary>A tenant and its environment, as the store has them. Immutable.</summary>
public sealed record Tenant
{
    /// <summary>Gets the full key.</summary>
    public required TenantKey Key { get; init; }

    /// <summary>Gets the platform's id of the tenant.</summary>
    public TenantId Id => Key.Tenant;

    /// <summary>Gets the alias drawn for the environment.</summary>
    public required EnvironmentAlias Alias { get; init; }

    /// <summary>Gets the environment, once it is known.</summary>
    public EnvironmentId? EnvironmentId { get; init; }

    /// <summary>Gets where the tenant stands.</summary>
    public required TenantState State { get; init; }

    /// <summary>Gets what the tenant was given; no member is null.</summary>
    public required TenantSpec Spec { get; init; }

    /// <summary>Gets the isolation strategies at work.</summary>
    public IReadOnlyList<IsolationBinding> Isolation { get; init; } = [];

    /// <summary>Gets the value of the tag by which the environment is recognised as this tenant's.</summary>
    public required string Marker { get; init; }

    /// <summary>Gets how the tenant came by its environment.</summary>
    public EnvironmentSource Source { get; init; }

    /// <summary>Gets the template that its environment was given; null for none.</summary>
    public AppliedTemplate? Template { get; init; }

    /// <summary>Gets what it may use; null for what the options say.</summary>
    public TenantQuota? Quota { get; init; }

    /// <summary>Gets until when the package is paid, as last read from the cloud.</summary>
    public DateTimeOffset? PaidUntil { get; init; }

    /// <summary>Gets whether the cloud renews the package by itself, as far as is known.</summary>
    public bool CloudRenewsItself { get; init; }

    /// <summary>Gets when an isolated environment's data is expected to be gone.</summary>
    public DateTimeOffset? PurgeExpectedAt { get; init; }

    /// <summary>Gets the operation under way; a tenant has at most one.</summary>
    public OperationId? CurrentOperation { get; init; }

    /// <summary>Gets why the tenant is parked, and what to do, when it is.</summary>
    public string? StateReason { get; init; }

    /// <summary>Gets when the tenant was first ensured.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when this record last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets the version of this record; the store counts it up with every change.</summary>
    public long Version { get; init; }

    /// <summary>Returns the isolation strategy in force, or null while there is none.</summary>
    public IsolationBinding? ActiveIsolation() => Isolation.FirstOrDefault(b => b.State == IsolationBindingState.Active);
}
