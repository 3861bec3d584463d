namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>One attempt at a cloud call, ready to be signed and sent.</summary>
public sealed record TencentCloudRequest
{
    /// <summary>Gets the service, such as <c>tcb</c>.</summary>
    public required string Service { get; init; }

    /// <summary>Gets the version of the service's API, such as <c>2018-06-08</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the action, such as <c>DescribeEnvs</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Gets the region, or null when the action takes none.</summary>
    public string? Region { get; init; }

    /// <summary>Gets the body: UTF-8 JSON. It is valid until the transport returns.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Gets the keys that sign it.</summary>
    public required TencentCloudCredential Credential { get; init; }

    /// <summary>Gets the time of the signature by the cloud's clock; the cloud refuses the request five minutes later.</summary>
    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>Gets whether its bytes may leave this machine at most once, whatever the layers below would like to repeat.</summary>
    public bool SendOnce { get; init; }

    /// <summary>Gets whether it changes nothing; only then may a transport keep its body in memory.</summary>
    public bool IsRead { get; init; }
}
