namespace CloudBase.MultiTenant;

/// <summary>Which tenants to list.</summary>
public sealed record TenantQuery
{
    /// <summary>Gets the query that lists everything.</summary>
    public static TenantQuery All { get; } = new();

    /// <summary>Gets the state to list, or null for every state.</summary>
    public TenantState? State { get; init; }

    /// <summary>Gets the time before which <see cref="Tenant.PaidUntil"/> lies, or null for no bound; tenants without one are then not listed.</summary>
    public DateTimeOffset? PaidUntilBefore { get; init; }

    /// <summary>Gets whether tenants of ended generations (deprovisioned, cancelled) are listed too, when <see cref="State"/> is null.</summary>
    public bool IncludeEnded { get; init; } = true;

    /// <summary>Gets how many tenants are read from the store at a time: 1 to 1,000.</summary>
    /// <value>The default is 200.</value>
    public int PageSize { get; init; } = 200;
}
