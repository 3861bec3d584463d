namespace CloudBase.MultiTenant.Ports;

/// <summary>The real parts of an environment. A null part is absent, or not there yet.</summary>
public sealed record EnvironmentParts
{
    /// <summary>Gets the namespace of its functions.</summary>
    public string? FunctionNamespace { get; init; }

    /// <summary>Gets the region of its functions.</summary>
    public string? FunctionRegion { get; init; }

    /// <summary>Gets the bucket of its storage.</summary>
    public string? Bucket { get; init; }

    /// <summary>Gets the region of its bucket.</summary>
    public string? BucketRegion { get; init; }

    /// <summary>Gets the application id that the bucket belongs to.</summary>
    public string? BucketAppId { get; init; }

    /// <summary>Gets the path within a shared bucket; null when the bucket is the environment's own.</summary>
    public string? BucketBasePath { get; init; }

    /// <summary>Gets the topic of its logs.</summary>
    public string? LogTopicId { get; init; }
}
