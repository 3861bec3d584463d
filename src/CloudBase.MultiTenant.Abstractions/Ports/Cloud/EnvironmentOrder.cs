namespace CloudBase.MultiTenant.Ports;

/// <summary>An order for one environment. It is signed exactly once, with <see cref="SignedAt"/>, and never again.</summary>
public sealed record EnvironmentOrder
{
    /// <summary>Gets the alias.</summary>
    public required EnvironmentAlias Alias { get; init; }

    /// <summary>Gets the package.</summary>
    public required string PackageId { get; init; }

    /// <summary>Gets the resources it starts with.</summary>
    public required IReadOnlyList<string> Resources { get; init; }

    /// <summary>Gets the paid period in months.</summary>
    public required int PeriodMonths { get; init; }

    /// <summary>Gets the region, or null for the account's default.</summary>
    public string? Region { get; init; }

    /// <summary>Gets the tags it is ordered with.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>Gets whether the cloud is to renew it by itself.</summary>
    public bool AutoRenew { get; init; }

    /// <summary>Gets the time of the signature, by the cloud's clock, in whole seconds. The cloud refuses the order five minutes later.</summary>
    public required DateTimeOffset SignedAt { get; init; }
}
