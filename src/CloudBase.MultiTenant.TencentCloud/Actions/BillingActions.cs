using System.Text.Json.Serialization;
using Json = CloudBase.MultiTenant.TencentCloud.BillingJsonContext;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>The actions of the billing service (2018-07-09) that this library calls.</summary>
internal static class BillingActions
{
    public const string AutoRenew = "NOTIFY_AND_AUTO_RENEW";
    public const string ManualRenew = "NOTIFY_AND_MANUAL_RENEW";

    /// <summary>Gets the switch of auto-renewal. It pays nothing itself.</summary>
    public static TencentCloudAction<SetRenewalRequest, EmptyResponse> SetRenewal => field ??= new()
    {
        Service = "billing",
        Version = "2018-07-09",
        Name = "SetRenewal",
        Safety = CallSafety.Idempotent,
        IsRegional = false,
        Request = Json.Default.SetRenewalRequest,
        Response = Json.Default.EmptyResponse,
    };

    /// <summary>Gets the reading of what the account can still spend.</summary>
    public static TencentCloudAction<EmptyRequest, DescribeAccountBalanceResponse> DescribeAccountBalance => field ??= new()
    {
        Service = "billing",
        Version = "2018-07-09",
        Name = "DescribeAccountBalance",
        Safety = CallSafety.Safe,
        IsRegional = false,
        Request = Json.Default.EmptyRequest,
        Response = Json.Default.DescribeAccountBalanceResponse,
    };
}

/// <param name="RealBalance">What can be spent, in hundredths of the account's currency; below zero in arrears.</param>
internal sealed record DescribeAccountBalanceResponse(decimal? RealBalance);

internal sealed record SetRenewalRequest
{
    public required string ProductCode { get; init; }

    public required string RegionCode { get; init; }

    public required string InstanceId { get; init; }

    public required string RenewFlag { get; init; }

    /// <summary>Gets how many <see cref="RenewPeriodUnit"/> an automatic renewal pays for.</summary>
    public string? RenewPeriod { get; init; }

    public string? RenewPeriodUnit { get; init; }
}

/// <summary>Reads and writes billing.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SetRenewalRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(EmptyResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EmptyRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(DescribeAccountBalanceResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
internal sealed partial class BillingJsonContext : JsonSerializerContext;
