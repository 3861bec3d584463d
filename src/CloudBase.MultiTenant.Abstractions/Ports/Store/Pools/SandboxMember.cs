namespace CloudBase.MultiTenant.Ports;

/// <summary>The row of one sandbox of a pool, shared by all hosts. Immutable.</summary>
/// <remarks>A row that has had a tenant never serves another: a store refuses to change one tenant into another, or into none.</remarks>
public sealed record SandboxMember
{
    /// <summary>Gets the account.</summary>
    public required CloudAccountName Account { get; init; }

    /// <summary>Gets the pool.</summary>
    public required string Pool { get; init; }

    /// <summary>Gets the member's id, unique in the account, drawn before anything is started; the provider's start id and label.</summary>
    public required string Id { get; init; }

    /// <summary>Gets where it stands.</summary>
    public required SandboxMemberState State { get; init; }

    /// <summary>Gets the template's name, version and definition as one text.</summary>
    public required string Template { get; init; }

    /// <summary>Gets the name of the provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Gets the sandbox, once it is known.</summary>
    public SandboxId? Sandbox { get; init; }

    /// <summary>Gets the tenant that it was claimed for; null for a neutral one.</summary>
    public TenantKey? Tenant { get; init; }

    /// <summary>Gets which life this is: counted up by every claim and every restore, so that a stale holder is refused.</summary>
    public long Incarnation { get; init; }

    /// <summary>Gets the host that works on it or holds its lease; null when nobody does.</summary>
    public string? Owner { get; init; }

    /// <summary>Gets when its owner's right ends; null without an owner.</summary>
    public DateTimeOffset? LeaseExpiresAt { get; init; }

    /// <summary>Gets when somebody has to look at it next. Every state has one, so that none lasts for ever.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Gets when it was last in use.</summary>
    public DateTimeOffset? LastActivityAt { get; init; }

    /// <summary>Gets since when it is in this state.</summary>
    public required DateTimeOffset StateSince { get; init; }

    /// <summary>Gets the bytes that it takes while it is paused; 0 while it is not, or where the provider does not say.</summary>
    public long PausedBytes { get; init; }

    /// <summary>Gets what else is to be remembered, such as the workspace's manifest or a sighting; never a secret.</summary>
    public StepData Data { get; init; } = StepData.Empty;

    /// <summary>Gets when the row was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets the version of this row; the store counts it up with every change.</summary>
    public long Version { get; init; }
}
