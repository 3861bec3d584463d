using System.Diagnostics;
using System.Text.Json.Serialization;
using Json = CloudBase.MultiTenant.TencentCloud.StsJsonContext;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>The actions of STS (2018-08-13) that this library calls.</summary>
internal static class StsActions
{
    public static TencentCloudAction<EmptyRequest, GetCallerIdentityResponse> GetCallerIdentity => field ??= new()
    {
        Service = "sts",
        Version = "2018-08-13",
        Name = "GetCallerIdentity",
        Safety = CallSafety.Safe,
        Request = Json.Default.EmptyRequest,
        Response = Json.Default.GetCallerIdentityResponse,
    };

    /// <summary>Gets the minting of temporary keys. One pair more does no harm, so a lost reply is simply asked for again.</summary>
    public static TencentCloudAction<GetFederationTokenRequest, GetFederationTokenResponse> GetFederationToken => field ??= new()
    {
        Service = "sts",
        Version = "2018-08-13",
        Name = "GetFederationToken",
        Safety = CallSafety.Idempotent,
        RequestsPerSecond = 600,
        Request = Json.Default.GetFederationTokenRequest,
        Response = Json.Default.GetFederationTokenResponse,
    };
}

internal sealed record GetCallerIdentityResponse(string? Arn, string? AccountId, string? UserId, string? PrincipalId, string? Type);

/// <summary>A request for temporary keys.</summary>
/// <param name="Name">Who asks; letters only.</param>
/// <param name="Policy">What they may do, URL-encoded.</param>
/// <param name="DurationSeconds">How long; 7,200 at most for a root key, 129,600 for a sub-account's.</param>
internal sealed record GetFederationTokenRequest(string Name, string Policy, long? DurationSeconds);

internal sealed class GetFederationTokenResponse
{
    public FederationCredentials? Credentials { get; init; }

    /// <summary>Gets when they expire, in Unix seconds.</summary>
    public long? ExpiredTime { get; init; }
}

/// <summary>Temporary keys. No record: a record would print them.</summary>
[DebuggerDisplay("{TmpSecretId}")]
internal sealed class FederationCredentials
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? Token { get; init; }

    public string? TmpSecretId { get; init; }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? TmpSecretKey { get; init; }
}

/// <summary>Reads and writes sts.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EmptyRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(GetCallerIdentityResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(GetFederationTokenRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(GetFederationTokenResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
internal sealed partial class StsJsonContext : JsonSerializerContext;
