namespace CloudBase.MultiTenant.Ports;

/// <summary>What the cloud's books say of an environment.</summary>
public sealed record EnvironmentBilling
{
    /// <summary>Gets the environment.</summary>
    public required EnvironmentId Id { get; init; }

    /// <summary>Gets its package.</summary>
    public string? PackageId { get; init; }

    /// <summary>Gets whether it is isolated: stopped, and purged later.</summary>
    public bool IsIsolated { get; init; }

    /// <summary>Gets since when it is isolated.</summary>
    public DateTimeOffset? IsolatedAt { get; init; }

    /// <summary>Gets until when it is paid.</summary>
    public DateTimeOffset? PaidUntil { get; init; }

    /// <summary>Gets whether the cloud renews it by itself.</summary>
    public bool AutoRenews { get; init; }

    /// <summary>Gets how far its newest order is.</summary>
    public DeliveryState Delivery { get; init; }
}
