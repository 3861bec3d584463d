namespace CloudBase.MultiTenant;

/// <summary>Which tenants to list.</summary>
public sealed record TenantQuery
{
    /// <summary>Gets the query that lists everything.</summary>
    public static TenantQuery All { get; } = new();

    /// <summary>Gets the state to list, or null for every state.</summary>
    public TenantState? State { get; init; }

    /// <summary>Gets the upper bound of <see cref="Tenant.PaidUntil"/>, or null for no bound.</summary>
    public DateTimeOffset? PaidUntilBefore { get; init; }

    /// <summary>Gets whether tenants of ended generations (deprovisioned, cancelled) are listed too.</summary>
    public bool IncludeEnded { get; init; } = true;

    /// <summary>Gets how many tenants are read from the store at a time: 1 to 1,000.</summary>
    /// <value>The default is 200.</value>
    public int PageSize { get; init; } = 200;
}
