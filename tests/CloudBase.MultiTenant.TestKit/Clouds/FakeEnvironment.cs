using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TestKit.Clouds;

/// <summary>An environment in the simulated cloud.</summary>
public sealed class FakeEnvironment
{
    public required EnvironmentId Id { get; init; }

    public required string Alias { get; set; }

    public required string PackageId { get; set; }

    public required IReadOnlyDictionary<string, string> Tags { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ListedFrom { get; init; }

    public required DateTimeOffset ReadyAt { get; init; }

    public required DateTimeOffset PaidUntil { get; set; }

    /// <summary>Gets or sets what the books still show, and until when.</summary>
    public (DateTimeOffset Until, string PackageId, DateTimeOffset PaidUntil)? Books { get; set; }

    public string? StatusOverride { get; set; }

    public bool DeliveryFails { get; init; }

    public bool AutoRenews { get; set; }

    public int? RequestLimit { get; set; }

    public DateTimeOffset? IsolatedAt { get; set; }

    public bool IsPurged { get; set; }

    public DeliveryState DeliveryAt(DateTimeOffset now) =>
        DeliveryFails ? DeliveryState.Failed : now >= ReadyAt ? DeliveryState.Delivered : DeliveryState.Delivering;
}
