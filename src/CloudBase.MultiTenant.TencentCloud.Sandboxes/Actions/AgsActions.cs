using System.Text.Json.Serialization.Metadata;
using Json = CloudBase.MultiTenant.TencentCloud.Sandboxes.AgsJsonContext;

namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>The actions of Agent Sandbox (ags 2025-09-20) that this library calls. Rates are the default of 20 a second, which is what the start is published with.</summary>
internal static class AgsActions
{
    // No table settles FailedOperation.RequestInProgress and DuplicateRequest: the call that they are about may have worked, so they stay unknown.
    private static readonly Dictionary<string, CloudEffect> AbsentIsDone = new() { ["ResourceNotFound*"] = CloudEffect.Applied };

    /// <summary>Gets the making of a tool. Names are unique in the account, so a repeated call makes no second.</summary>
    public static TencentCloudAction<CreateSandboxToolRequest, CreateSandboxToolResponse> CreateSandboxTool => field ??=
        Make("CreateSandboxTool", CallSafety.Idempotent, Json.Default.CreateSandboxToolRequest, Json.Default.CreateSandboxToolResponse) with
        {
            Granularity = ActionGranularity.Operation,
        };

    public static TencentCloudAction<DescribeSandboxToolListRequest, DescribeSandboxToolListResponse> DescribeSandboxToolList => field ??=
        Make("DescribeSandboxToolList", CallSafety.Safe, Json.Default.DescribeSandboxToolListRequest, Json.Default.DescribeSandboxToolListResponse);

    /// <summary>Gets the start of an instance. Its client token makes a repetition the same start.</summary>
    public static TencentCloudAction<StartSandboxInstanceRequest, StartSandboxInstanceResponse> StartSandboxInstance => field ??=
        Make("StartSandboxInstance", CallSafety.Idempotent, Json.Default.StartSandboxInstanceRequest, Json.Default.StartSandboxInstanceResponse);

    public static TencentCloudAction<DescribeSandboxInstanceListRequest, DescribeSandboxInstanceListResponse> DescribeSandboxInstanceList => field ??=
        Make("DescribeSandboxInstanceList", CallSafety.Safe, Json.Default.DescribeSandboxInstanceListRequest, Json.Default.DescribeSandboxInstanceListResponse);

    public static TencentCloudAction<UpdateSandboxInstanceRequest, AgsEmptyResponse> UpdateSandboxInstance => field ??=
        Make("UpdateSandboxInstance", CallSafety.Idempotent, Json.Default.UpdateSandboxInstanceRequest, Json.Default.AgsEmptyResponse);

    public static TencentCloudAction<PauseSandboxInstanceRequest, PauseSandboxInstanceResponse> PauseSandboxInstance => field ??=
        Make("PauseSandboxInstance", CallSafety.Idempotent, Json.Default.PauseSandboxInstanceRequest, Json.Default.PauseSandboxInstanceResponse);

    public static TencentCloudAction<ResumeSandboxInstanceRequest, AgsEmptyResponse> ResumeSandboxInstance => field ??=
        Make("ResumeSandboxInstance", CallSafety.Idempotent, Json.Default.ResumeSandboxInstanceRequest, Json.Default.AgsEmptyResponse);

    public static TencentCloudAction<InstanceIdRequest, AgsEmptyResponse> StopSandboxInstance => field ??=
        Make("StopSandboxInstance", CallSafety.Idempotent, Json.Default.InstanceIdRequest, Json.Default.AgsEmptyResponse) with { Effects = AbsentIsDone };

    /// <summary>Gets the minting of an instance's token. One more does no harm, so a lost reply is simply asked for again.</summary>
    public static TencentCloudAction<InstanceIdRequest, AcquireSandboxInstanceTokenResponse> AcquireSandboxInstanceToken => field ??=
        Make("AcquireSandboxInstanceToken", CallSafety.Idempotent, Json.Default.InstanceIdRequest, Json.Default.AcquireSandboxInstanceTokenResponse);

    private static TencentCloudAction<TRequest, TResponse> Make<TRequest, TResponse>(
        string name, CallSafety safety, JsonTypeInfo<TRequest> request, JsonTypeInfo<TResponse> response) => new()
        {
            Service = "ags",
            Version = "2025-09-20",
            Name = name,
            Safety = safety,
            Granularity = ActionGranularity.Resource,
            Request = request,
            Response = response,
        };
}
