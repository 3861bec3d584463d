using System.Text.Json.Serialization.Metadata;
using Json = CloudBase.MultiTenant.TencentCloud.TcbJsonContext;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>The actions of CloudBase (tcb 2018-06-08) that this library calls; rates as the API overview publishes them.</summary>
/// <remarks>Each is made when it is first asked for: a host calls few of them, and to describe how they are written takes time at its start.</remarks>
internal static class TcbActions
{
    private static readonly Dictionary<string, CloudEffect> AbsentIsDone = new() { ["ResourceNotFound*"] = CloudEffect.Applied };

    public static TencentCloudAction<EmptyRequest, CheckTcbServiceResponse> CheckTcbService => field ??=
        Read("CheckTcbService", Json.Default.EmptyRequest, Json.Default.CheckTcbServiceResponse, ActionGranularity.Operation);

    /// <summary>Gets the order of an environment. It has no idempotency token: what is unknown stays unknown until it was looked for.</summary>
    public static TencentCloudAction<CreateEnvRequest, CreateEnvResponse> CreateEnv => field ??=
        Make("CreateEnv", CallSafety.Once, Json.Default.CreateEnvRequest, Json.Default.CreateEnvResponse) with
        {
            Pays = true,
            Granularity = ActionGranularity.Operation,
        };

    public static TencentCloudAction<DescribeEnvsRequest, DescribeEnvsResponse> DescribeEnvs => field ??=
        Read("DescribeEnvs", Json.Default.DescribeEnvsRequest, Json.Default.DescribeEnvsResponse) with { RequestsPerSecond = 100 };

    /// <summary>Gets the isolation of an environment. The cloud refuses it for one that is isolated already, which is what was wanted.</summary>
    public static TencentCloudAction<DestroyEnvRequest, EmptyResponse> DestroyEnv => field ??=
        Make("DestroyEnv", CallSafety.Idempotent, Json.Default.DestroyEnvRequest, Json.Default.EmptyResponse) with
        {
            Effects = new Dictionary<string, CloudEffect>
            {
                ["ResourceNotFound*"] = CloudEffect.Applied,
                ["ResourceUnavailable.ResourceIsolated"] = CloudEffect.Applied,
            },
        };

    public static TencentCloudAction<ModifyEnvRequest, EmptyResponse> ModifyEnv => field ??=
        Make("ModifyEnv", CallSafety.Idempotent, Json.Default.ModifyEnvRequest, Json.Default.EmptyResponse) with { RequestsPerSecond = 50 };

    /// <summary>Gets the allocation of an environment of the vendor's own pool. The same AllocateId gets the same environment.</summary>
    public static TencentCloudAction<AllocateEnvRequest, AllocateEnvResponse> AllocateEnv => field ??=
        Make("AllocateEnv", CallSafety.Idempotent, Json.Default.AllocateEnvRequest, Json.Default.AllocateEnvResponse) with { Granularity = ActionGranularity.Operation };

    public static TencentCloudAction<ReleaseEnvRequest, EmptyResponse> ReleaseEnv => field ??=
        Make("ReleaseEnv", CallSafety.Idempotent, Json.Default.ReleaseEnvRequest, Json.Default.EmptyResponse) with { Effects = AbsentIsDone };

    public static TencentCloudAction<EnvIdRequest, AssumeRoleForAllocatedEnvResponse> AssumeRoleForAllocatedEnv => field ??=
        Read("AssumeRoleForAllocatedEnv", Json.Default.EnvIdRequest, Json.Default.AssumeRoleForAllocatedEnvResponse);

    public static TencentCloudAction<ModifyEnvPlanRequest, EmptyResponse> ModifyEnvPlan => field ??=
        Make("ModifyEnvPlan", CallSafety.Once, Json.Default.ModifyEnvPlanRequest, Json.Default.EmptyResponse) with { Pays = true };

    public static TencentCloudAction<RenewEnvRequest, EmptyResponse> RenewEnv => field ??=
        Make("RenewEnv", CallSafety.Once, Json.Default.RenewEnvRequest, Json.Default.EmptyResponse) with { Pays = true };

    public static TencentCloudAction<EmptyRequest, DescribeEnvLimitResponse> DescribeEnvLimit => field ??=
        Read("DescribeEnvLimit", Json.Default.EmptyRequest, Json.Default.DescribeEnvLimitResponse, ActionGranularity.Operation) with { IsRegional = false };

    public static TencentCloudAction<DescribeBaasPackageListRequest, DescribeBaasPackageListResponse> DescribeBaasPackageList => field ??=
        Read("DescribeBaasPackageList", Json.Default.DescribeBaasPackageListRequest, Json.Default.DescribeBaasPackageListResponse, ActionGranularity.Operation);

    public static TencentCloudAction<DescribeEnvPlansRequest, DescribeEnvPlansResponse> DescribeEnvPlans => field ??=
        Read("DescribeEnvPlans", Json.Default.DescribeEnvPlansRequest, Json.Default.DescribeEnvPlansResponse, ActionGranularity.Operation);

    public static TencentCloudAction<DescribeBillingInfoRequest, DescribeBillingInfoResponse> DescribeBillingInfo => field ??=
        Read("DescribeBillingInfo", Json.Default.DescribeBillingInfoRequest, Json.Default.DescribeBillingInfoResponse, ActionGranularity.Operation) with
        {
            RequestsPerSecond = 50,
        };

    public static TencentCloudAction<EnvIdRequest, DescribeEnvAccountCircleResponse> DescribeEnvAccountCircle => field ??=
        Read("DescribeEnvAccountCircle", Json.Default.EnvIdRequest, Json.Default.DescribeEnvAccountCircleResponse);

    public static TencentCloudAction<EnvIdRequest, DescribeAuthDomainsResponse> DescribeAuthDomains => field ??=
        Read("DescribeAuthDomains", Json.Default.EnvIdRequest, Json.Default.DescribeAuthDomainsResponse);

    public static TencentCloudAction<CreateAuthDomainRequest, EmptyResponse> CreateAuthDomain => field ??=
        Make("CreateAuthDomain", CallSafety.Idempotent, Json.Default.CreateAuthDomainRequest, Json.Default.EmptyResponse) with
        {
            Effects = new Dictionary<string, CloudEffect> { ["ResourceInUse*"] = CloudEffect.Applied },
        };

    /// <summary>Gets the making of an API key: another one each time, names are not unique.</summary>
    public static TencentCloudAction<CreateApiKeyRequest, CreateApiKeyResponse> CreateApiKey => field ??=
        Make("CreateApiKey", CallSafety.Once, Json.Default.CreateApiKeyRequest, Json.Default.CreateApiKeyResponse);

    public static TencentCloudAction<DescribeApiKeyListRequest, DescribeApiKeyListResponse> DescribeApiKeyList => field ??=
        Read("DescribeApiKeyList", Json.Default.DescribeApiKeyListRequest, Json.Default.DescribeApiKeyListResponse);

    public static TencentCloudAction<DeleteApiKeyRequest, EmptyResponse> DeleteApiKey => field ??=
        Make("DeleteApiKey", CallSafety.Idempotent, Json.Default.DeleteApiKeyRequest, Json.Default.EmptyResponse) with { Effects = AbsentIsDone };

    private static TencentCloudAction<TRequest, TResponse> Read<TRequest, TResponse>(
        string name, JsonTypeInfo<TRequest> request, JsonTypeInfo<TResponse> response, ActionGranularity granularity = ActionGranularity.Resource) =>
        Make(name, CallSafety.Safe, request, response) with { Granularity = granularity };

    private static TencentCloudAction<TRequest, TResponse> Make<TRequest, TResponse>(
        string name, CallSafety safety, JsonTypeInfo<TRequest> request, JsonTypeInfo<TResponse> response) => new()
        {
            Service = "tcb",
            Version = "2018-06-08",
            Name = name,
            Safety = safety,
            Granularity = ActionGranularity.Resource,
            Request = request,
            Response = response,
        };
}
