namespace CloudBase.MultiTenant.Ports;

/// <summary>Which rows of sandboxes are read. A null or empty member does not narrow.</summary>
public sealed record SandboxMemberQuery
{
    /// <summary>Gets the pool.</summary>
    public string? Pool { get; init; }

    /// <summary>Gets the tenant; any of its generations.</summary>
    public TenantId? Tenant { get; init; }

    /// <summary>Gets the states.</summary>
    public IReadOnlyList<SandboxMemberState> States { get; init; } = [];

    /// <summary>Gets the template.</summary>
    public string? Template { get; init; }

    /// <summary>Gets the time at which, or before which, somebody has to look at them. With it, the longest due come first; else the oldest.</summary>
    public DateTimeOffset? DueBefore { get; init; }
}
