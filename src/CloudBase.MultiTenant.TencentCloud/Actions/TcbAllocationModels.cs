namespace CloudBase.MultiTenant.TencentCloud;

internal sealed record AllocateEnvRequest
{
    public required string AllocateId { get; init; }

    public string? ExternalAppId { get; init; }

    /// <summary>Gets keys and values of letters, digits and <c>_</c>: <c>k1=v1,k2=v2</c>.</summary>
    public string? ExternalTag { get; init; }

    public bool? RequireFunction { get; init; }
}

internal sealed record AllocateEnvResponse(string? EnvId, string? ExternalAppId);

internal sealed record ReleaseEnvRequest(string EnvId, string AllocateId);

internal sealed record AssumeRoleForAllocatedEnvResponse(string? SecretId, string? SecretKey, string? Token, long? ExpiredTime);
