namespace CloudBase.MultiTenant;

/// <summary>Which operations to list.</summary>
public sealed record OperationQuery
{
    /// <summary>Gets the query that lists everything.</summary>
    public static OperationQuery All { get; } = new();

    /// <summary>Gets the state to list, or null for every state.</summary>
    public OperationState? State { get; init; }

    /// <summary>Gets the tenant whose operations to list, or null for every tenant.</summary>
    public TenantId? Tenant { get; init; }

    /// <summary>Gets whether ended operations are listed too, when <see cref="State"/> is null.</summary>
    public bool IncludeFinal { get; init; }

    /// <summary>Gets how many are read from the store at a time: 1 to 1,000.</summary>
    /// <value>The default is 200.</value>
    public int PageSize { get; init; } = 200;
}
