namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>What a signature covers.</summary>
internal readonly ref struct SigningInput
{
    public required TencentCloudCredential Credential { get; init; }

    /// <summary>Gets the first label of the host, as official clients derive it.</summary>
    public required string Service { get; init; }

    /// <summary>Gets the Host header exactly as it is sent, port included.</summary>
    public required string Host { get; init; }

    public required DateTimeOffset SignedAt { get; init; }

    public required ReadOnlySpan<byte> Body { get; init; }

    public string Method { get; init; }

    public string Query { get; init; }

    public string ContentType { get; init; }

    /// <summary>Gets the action when it is to be covered too.</summary>
    public string? Action { get; init; }

    /// <summary>Gets whether the request changes nothing, so that its body, which holds no secret, may be kept in memory.</summary>
    public bool IsRead { get; init; }
}
