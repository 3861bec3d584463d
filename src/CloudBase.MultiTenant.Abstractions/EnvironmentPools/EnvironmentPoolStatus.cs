namespace CloudBase.MultiTenant;

/// <summary>How a pool of environments stands.</summary>
public sealed record EnvironmentPoolStatus
{
    /// <summary>Gets how many environments the pool keeps ready.</summary>
    public required int Target { get; init; }

    /// <summary>Gets how many it may have that no tenant has claimed, whatever state they are in.</summary>
    public required int Ceiling { get; init; }

    /// <summary>Gets how many are ready to be claimed.</summary>
    public required int Ready { get; init; }

    /// <summary>Gets how many are being ordered, delivered or prepared.</summary>
    public required int Creating { get; init; }

    /// <summary>Gets how many could not be made ready and wait for their repair.</summary>
    public required int Failed { get; init; }

    /// <summary>Gets how many are being removed.</summary>
    public required int Draining { get; init; }

    /// <summary>Gets how many are kept until they lapse, or until the deletion budget lets them go.</summary>
    public required int Parked { get; init; }

    /// <summary>Gets how many tenants have claimed one.</summary>
    public required long Claimed { get; init; }

    /// <summary>Gets whether it was drained, and is filled again only when somebody says so.</summary>
    public required bool IsDrained { get; init; }

    /// <summary>Gets until when nothing is ordered because too many orders failed in a row; null while orders go out.</summary>
    public DateTimeOffset? ClosedUntil { get; init; }

    /// <summary>Gets what the environments that nobody claimed cost a month, by the price book; null where a price is unknown.</summary>
    public decimal? IdleCostMonthly { get; init; }

    /// <summary>Gets the currency of <see cref="IdleCostMonthly"/>.</summary>
    public string? Currency { get; init; }
}
