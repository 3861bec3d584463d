namespace CloudBase.MultiTenant.Ports;

/// <summary>An environment as the cloud shows it.</summary>
public sealed record CloudEnvironment
{
    /// <summary>Gets its id.</summary>
    public required EnvironmentId Id { get; init; }

    /// <summary>Gets its alias; not unique in the cloud.</summary>
    public required string Alias { get; init; }

    /// <summary>Gets the cloud's own word for its status; new words may appear.</summary>
    public required string Status { get; init; }

    /// <summary>Gets what the status means.</summary>
    public required EnvironmentReadiness Readiness { get; init; }

    /// <summary>Gets its package.</summary>
    public string? PackageId { get; init; }

    /// <summary>Gets its region.</summary>
    public string? Region { get; init; }

    /// <summary>Gets when it was made; null when the cloud does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets its real parts, from which policies are cut.</summary>
    public EnvironmentParts Parts { get; init; } = new();
}
