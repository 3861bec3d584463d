using Json = CloudBase.MultiTenant.TencentCloud.ContentJsonContext;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>The actions of CloudBase on methods of signing in, and on what is used.</summary>
internal static class LoginActions
{
    public static TencentCloudAction<EnvIdRequest, LoginConfig> DescribeLoginConfig => field ??=
        TcbTableActions.Make("DescribeLoginConfig", CallSafety.Safe, Json.Default.EnvIdRequest, Json.Default.LoginConfig);

    public static TencentCloudAction<ModifyLoginConfigRequest, EmptyResponse> ModifyLoginConfig => field ??=
        TcbTableActions.Make("ModifyLoginConfig", CallSafety.Idempotent, Json.Default.ModifyLoginConfigRequest, Json.Default.EmptyResponse);

    public static TencentCloudAction<DescribeQuotaDataRequest, DescribeQuotaDataResponse> DescribeQuotaData => field ??=
        TcbTableActions.Make("DescribeQuotaData", CallSafety.Safe, Json.Default.DescribeQuotaDataRequest, Json.Default.DescribeQuotaDataResponse) with { RequestsPerSecond = 2000 };
}

internal sealed record LoginConfig(bool? PhoneNumberLogin, bool? EmailLogin, bool? UserNameLogin, bool? AnonymousLogin);

internal sealed record ModifyLoginConfigRequest(string EnvId, bool PhoneNumberLogin, bool EmailLogin, bool UserNameLogin, bool AnonymousLogin);

internal sealed record DescribeQuotaDataRequest(string EnvId, string MetricName);

internal sealed record DescribeQuotaDataResponse(string? MetricName, decimal? Value);
