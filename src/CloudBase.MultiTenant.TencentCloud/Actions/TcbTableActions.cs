using System.Text.Json.Serialization.Metadata;
using Json = CloudBase.MultiTenant.TencentCloud.ContentJsonContext;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>The actions of CloudBase (tcb 2018-06-08) on document collections. CAM authorises most of them against the account.</summary>
internal static class TcbTableActions
{
    public static TencentCloudAction<ListTablesRequest, ListTablesResponse> ListTables => field ??=
        Make("ListTables", CallSafety.Safe, Json.Default.ListTablesRequest, Json.Default.ListTablesResponse, ActionGranularity.Operation);

    /// <summary>Gets the making of a collection. One that is there already is looked at by whoever planned it, so that it counts as made.</summary>
    public static TencentCloudAction<CreateTableRequest, EmptyResponse> CreateTable => field ??=
        Make("CreateTable", CallSafety.Idempotent, Json.Default.CreateTableRequest, Json.Default.EmptyResponse, ActionGranularity.Operation) with
        {
            Effects = new Dictionary<string, CloudEffect> { ["ResourceInUse*"] = CloudEffect.Applied },
        };

    public static TencentCloudAction<TableNameRequest, DescribeTableResponse> DescribeTable => field ??=
        Make("DescribeTable", CallSafety.Safe, Json.Default.TableNameRequest, Json.Default.DescribeTableResponse, ActionGranularity.Operation);

    /// <summary>Gets the change of a collection's indexes: making an index again that is there with the same fields changes nothing.</summary>
    public static TencentCloudAction<UpdateTableRequest, EmptyResponse> UpdateTable => field ??=
        Make("UpdateTable", CallSafety.Idempotent, Json.Default.UpdateTableRequest, Json.Default.EmptyResponse, ActionGranularity.Operation);

    public static TencentCloudAction<ModifySafeRuleRequest, EmptyResponse> ModifySafeRule => field ??=
        Make("ModifySafeRule", CallSafety.Idempotent, Json.Default.ModifySafeRuleRequest, Json.Default.EmptyResponse);

    public static TencentCloudAction<DescribeResourcePermissionRequest, DescribeResourcePermissionResponse> DescribeResourcePermission => field ??=
        Make("DescribeResourcePermission", CallSafety.Safe, Json.Default.DescribeResourcePermissionRequest, Json.Default.DescribeResourcePermissionResponse);

    /// <summary>Gets the reading of documents; the same action writes them, see <see cref="InsertDocuments"/>.</summary>
    public static TencentCloudAction<RunCommandsRequest, RunCommandsResponse> ReadDocuments => field ??=
        Make("RunCommands", CallSafety.Safe, Json.Default.RunCommandsRequest, Json.Default.RunCommandsResponse, ActionGranularity.Operation);

    /// <summary>Gets the insertion of documents that have an <c>_id</c>: a second one of the same is refused by the database.</summary>
    public static TencentCloudAction<RunCommandsRequest, RunCommandsResponse> InsertDocuments => field ??=
        Make("RunCommands", CallSafety.Once, Json.Default.RunCommandsRequest, Json.Default.RunCommandsResponse, ActionGranularity.Operation);

    internal static TencentCloudAction<TRequest, TResponse> Make<TRequest, TResponse>(
        string name, CallSafety safety, JsonTypeInfo<TRequest> request, JsonTypeInfo<TResponse> response, ActionGranularity granularity = ActionGranularity.Resource) => new()
        {
            Service = "tcb",
            Version = "2018-06-08",
            Name = name,
            Safety = safety,
            Granularity = granularity,
            Request = request,
            Response = response,
        };
}
