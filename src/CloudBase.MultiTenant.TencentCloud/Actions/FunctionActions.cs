using Json = CloudBase.MultiTenant.TencentCloud.ContentJsonContext;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>The actions on functions: those of CloudBase, and those of SCF (scf 2018-04-16) that alone tell of variables and make triggers.</summary>
internal static class FunctionActions
{
    private static readonly Dictionary<string, CloudEffect> PresentIsDone = new() { ["ResourceInUse*"] = CloudEffect.Applied };

    public static TencentCloudAction<ListFunctionsRequest, ListFunctionsResponse> ListFunctions => field ??=
        TcbTableActions.Make("ListFunctions", CallSafety.Safe, Json.Default.ListFunctionsRequest, Json.Default.ListFunctionsResponse);

    public static TencentCloudAction<CreateFunctionRequest, EmptyResponse> CreateFunction => field ??=
        TcbTableActions.Make("CreateFunction", CallSafety.Idempotent, Json.Default.CreateFunctionRequest, Json.Default.EmptyResponse, ActionGranularity.Operation) with
        {
            Effects = PresentIsDone,
        };

    public static TencentCloudAction<UpdateFunctionCodeRequest, EmptyResponse> UpdateFunctionCode => field ??=
        TcbTableActions.Make("UpdateFunctionCode", CallSafety.Idempotent, Json.Default.UpdateFunctionCodeRequest, Json.Default.EmptyResponse, ActionGranularity.Operation);

    public static TencentCloudAction<UpdateFunctionConfigurationRequest, EmptyResponse> UpdateFunctionConfiguration => field ??=
        TcbTableActions.Make("UpdateFunctionConfiguration", CallSafety.Idempotent, Json.Default.UpdateFunctionConfigurationRequest, Json.Default.EmptyResponse);

    public static TencentCloudAction<FunctionNameRequest, DownloadFunctionResponse> DownloadFunction => field ??=
        TcbTableActions.Make("DownloadFunction", CallSafety.Safe, Json.Default.FunctionNameRequest, Json.Default.DownloadFunctionResponse);

    /// <summary>Gets a function with its variables, which CloudBase's own GetFunction does not tell.</summary>
    public static TencentCloudAction<ScfFunctionRequest, ScfFunctionResponse> GetFunction => field ??=
        Scf(TcbTableActions.Make("GetFunction", CallSafety.Safe, Json.Default.ScfFunctionRequest, Json.Default.ScfFunctionResponse));

    public static TencentCloudAction<CreateTriggerRequest, EmptyResponse> CreateTrigger => field ??=
        Scf(TcbTableActions.Make("CreateTrigger", CallSafety.Idempotent, Json.Default.CreateTriggerRequest, Json.Default.EmptyResponse, ActionGranularity.Operation)) with
        {
            Effects = PresentIsDone,
        };

    public static TencentCloudAction<DeleteTriggerRequest, EmptyResponse> DeleteTrigger => field ??=
        Scf(TcbTableActions.Make("DeleteTrigger", CallSafety.Idempotent, Json.Default.DeleteTriggerRequest, Json.Default.EmptyResponse, ActionGranularity.Operation)) with
        {
            Effects = new Dictionary<string, CloudEffect> { ["ResourceNotFound*"] = CloudEffect.Applied },
        };

    private static TencentCloudAction<TRequest, TResponse> Scf<TRequest, TResponse>(TencentCloudAction<TRequest, TResponse> action) =>
        action with { Service = "scf", Version = "2018-04-16" };
}
