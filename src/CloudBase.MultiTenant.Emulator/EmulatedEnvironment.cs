namespace CloudBase.MultiTenant.Emulator;

/// <summary>An environment as the emulator holds it, seen at one moment. Immutable.</summary>
public sealed record EmulatedEnvironment
{
    /// <summary>The environment's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its alias; not unique.</summary>
    public required string Alias { get; init; }

    /// <summary>Its region.</summary>
    public required string Region { get; init; }

    /// <summary>Its package.</summary>
    public required string PackageId { get; init; }

    /// <summary>Whether it is delivered, not isolated and not lapsed.</summary>
    public required bool IsReady { get; init; }

    /// <summary>Whether its delivery failed for good.</summary>
    public required bool DeliveryFailed { get; init; }

    /// <summary>When it was ordered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when it is paid.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Since when it is isolated; null while it is not.</summary>
    public DateTimeOffset? IsolatedAt { get; init; }

    /// <summary>Whether it renews itself.</summary>
    public required bool AutoRenew { get; init; }

    /// <summary>The calls a second its gateway takes; -1 for no limit of its own.</summary>
    public required long CustomQps { get; init; }

    /// <summary>Its tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>The ids of its API keys, publish keys included.</summary>
    public required IReadOnlyList<string> ApiKeyIds { get; init; }
}
