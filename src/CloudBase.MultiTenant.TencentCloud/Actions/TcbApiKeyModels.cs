using System.Diagnostics;

namespace CloudBase.MultiTenant.TencentCloud;

internal sealed record CreateApiKeyRequest
{
    public required string EnvId { get; init; }

    /// <summary>Gets the kind: api_key or publish_key.</summary>
    public string KeyType { get; init; } = "api_key";

    public string? KeyName { get; init; }

    /// <summary>Gets the lifetime in seconds, 7200 at least; 0 or nothing means for ever.</summary>
    public long? ExpireIn { get; init; }
}

/// <summary>A new key. No record: a record would print it.</summary>
[DebuggerDisplay("{KeyId}")]
internal sealed class CreateApiKeyResponse
{
    public string? KeyId { get; init; }

    public string? Name { get; init; }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? ApiKey { get; init; }

    public string? ExpireAt { get; init; }

    public string? CreateAt { get; init; }
}

internal sealed record DescribeApiKeyListRequest
{
    public required string EnvId { get; init; }

    public int? PageNumber { get; init; }

    public int? PageSize { get; init; }

    public string? KeyType { get; init; }
}

internal sealed record DescribeApiKeyListResponse(List<ApiKeyToken>? Data, int? Total);

internal sealed record ApiKeyToken(string? KeyId, string? Name, string? ExpireAt, string? CreateAt);

internal sealed record DeleteApiKeyRequest(string EnvId, string KeyId);
