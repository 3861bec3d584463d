namespace CloudBase.MultiTenant.Ports;

/// <summary>Which rows of pooled environments are read. A null or empty member does not narrow.</summary>
public sealed record PooledEnvironmentQuery
{
    /// <summary>Gets the pool.</summary>
    public string? Pool { get; init; }

    /// <summary>Gets the states.</summary>
    public IReadOnlyList<PooledEnvironmentState> States { get; init; } = [];

    /// <summary>Gets the shape.</summary>
    public string? Shape { get; init; }

    /// <summary>Gets the environment.</summary>
    public EnvironmentId? Environment { get; init; }

    /// <summary>Gets the time at which, or before which, somebody has to look at them. With it, the longest due come first; else the least recently filled, then the oldest.</summary>
    public DateTimeOffset? DueBefore { get; init; }
}
