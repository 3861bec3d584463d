namespace CloudBase.MultiTenant;

/// <summary>What is known of a cloud call that did not succeed.</summary>
public sealed record CloudErrorDetails
{
    /// <summary>Gets the service, such as <c>tcb</c>.</summary>
    public required string Service { get; init; }

    /// <summary>Gets the action, such as <c>CreateEnv</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Gets the cloud's error code, or one of this library's when the cloud gave none.</summary>
    public required string Code { get; init; }

    /// <summary>Gets the cloud's request id, for its support; null when it gave none.</summary>
    public string? RequestId { get; init; }

    /// <summary>Gets what the call has changed.</summary>
    public required CloudEffect Effect { get; init; }

    /// <summary>Gets whether trying again later can help.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Gets how long the cloud asked to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
