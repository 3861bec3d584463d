using System.Text.Json.Serialization.Metadata;
using Json = CloudBase.MultiTenant.TencentCloud.CamJsonContext;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>The actions of CAM (2019-01-16) that this library calls. Users and policies are granted by operation, keys by resource.</summary>
internal static class CamActions
{
    private static readonly Dictionary<string, CloudEffect> AbsentIsDone = new()
    {
        ["ResourceNotFound*"] = CloudEffect.Applied,
        ["InvalidParameter.UserNotExist"] = CloudEffect.Applied,
        ["InvalidParameter.PolicyIdNotExist"] = CloudEffect.Applied,
    };

    /// <summary>Gets the making of a user. Its name is unique: a second one is refused, which says nothing of whose the first is.</summary>
    public static TencentCloudAction<AddUserRequest, AddUserResponse> AddUser => field ??=
        Make("AddUser", CallSafety.Once, Json.Default.AddUserRequest, Json.Default.AddUserResponse);

    public static TencentCloudAction<UserNameRequest, GetUserResponse> GetUser => field ??=
        Make("GetUser", CallSafety.Safe, Json.Default.UserNameRequest, Json.Default.GetUserResponse);

    public static TencentCloudAction<UpdateUserRequest, EmptyResponse> UpdateUser => field ??=
        Make("UpdateUser", CallSafety.Idempotent, Json.Default.UpdateUserRequest, Json.Default.EmptyResponse);

    public static TencentCloudAction<DeleteUserRequest, EmptyResponse> DeleteUser => field ??=
        Make("DeleteUser", CallSafety.Idempotent, Json.Default.DeleteUserRequest, Json.Default.EmptyResponse) with { Effects = AbsentIsDone };

    public static TencentCloudAction<EmptyRequest, ListUsersResponse> ListUsers => field ??=
        Make("ListUsers", CallSafety.Safe, Json.Default.EmptyRequest, Json.Default.ListUsersResponse);

    public static TencentCloudAction<CreatePolicyRequest, PolicyIdResponse> CreatePolicy => field ??=
        Make("CreatePolicy", CallSafety.Once, Json.Default.CreatePolicyRequest, Json.Default.PolicyIdResponse) with
        {
            Effects = new Dictionary<string, CloudEffect>
            {
                ["FailedOperation.PolicyNameInUse"] = CloudEffect.None,
                ["FailedOperation.PolicyFull"] = CloudEffect.None,
            },
        };

    public static TencentCloudAction<UpdatePolicyRequest, EmptyResponse> UpdatePolicy => field ??=
        Make("UpdatePolicy", CallSafety.Idempotent, Json.Default.UpdatePolicyRequest, Json.Default.EmptyResponse);

    public static TencentCloudAction<GetPolicyRequest, GetPolicyResponse> GetPolicy => field ??=
        Make("GetPolicy", CallSafety.Safe, Json.Default.GetPolicyRequest, Json.Default.GetPolicyResponse);

    public static TencentCloudAction<DeletePolicyRequest, EmptyResponse> DeletePolicy => field ??=
        Make("DeletePolicy", CallSafety.Idempotent, Json.Default.DeletePolicyRequest, Json.Default.EmptyResponse) with { Effects = AbsentIsDone };

    public static TencentCloudAction<ListPoliciesRequest, ListPoliciesResponse> ListPolicies => field ??=
        Make("ListPolicies", CallSafety.Safe, Json.Default.ListPoliciesRequest, Json.Default.ListPoliciesResponse);

    public static TencentCloudAction<AttachUserPolicyRequest, EmptyResponse> AttachUserPolicy => field ??=
        Make("AttachUserPolicy", CallSafety.Idempotent, Json.Default.AttachUserPolicyRequest, Json.Default.EmptyResponse);

    public static TencentCloudAction<DetachUserPolicyRequest, EmptyResponse> DetachUserPolicy => field ??=
        Make("DetachUserPolicy", CallSafety.Idempotent, Json.Default.DetachUserPolicyRequest, Json.Default.EmptyResponse) with { Effects = AbsentIsDone };

    public static TencentCloudAction<ListAttachedUserPoliciesRequest, ListAttachedUserPoliciesResponse> ListAttachedUserPolicies => field ??=
        Make("ListAttachedUserPolicies", CallSafety.Safe, Json.Default.ListAttachedUserPoliciesRequest, Json.Default.ListAttachedUserPoliciesResponse);

    public static TencentCloudAction<ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse> ListEntitiesForPolicy => field ??=
        Make("ListEntitiesForPolicy", CallSafety.Safe, Json.Default.ListEntitiesForPolicyRequest, Json.Default.ListEntitiesForPolicyResponse);

    public static TencentCloudAction<CreateAccessKeyRequest, CreateAccessKeyResponse> CreateAccessKey => field ??=
        Make("CreateAccessKey", CallSafety.Once, Json.Default.CreateAccessKeyRequest, Json.Default.CreateAccessKeyResponse, ActionGranularity.Resource);

    public static TencentCloudAction<UpdateAccessKeyRequest, EmptyResponse> UpdateAccessKey => field ??=
        Make("UpdateAccessKey", CallSafety.Idempotent, Json.Default.UpdateAccessKeyRequest, Json.Default.EmptyResponse, ActionGranularity.Resource);

    public static TencentCloudAction<DeleteAccessKeyRequest, EmptyResponse> DeleteAccessKey => field ??=
        Make("DeleteAccessKey", CallSafety.Idempotent, Json.Default.DeleteAccessKeyRequest, Json.Default.EmptyResponse, ActionGranularity.Resource) with
        {
            Effects = AbsentIsDone,
        };

    public static TencentCloudAction<ListAccessKeysRequest, ListAccessKeysResponse> ListAccessKeys => field ??=
        Make("ListAccessKeys", CallSafety.Safe, Json.Default.ListAccessKeysRequest, Json.Default.ListAccessKeysResponse, ActionGranularity.Resource);

    public static TencentCloudAction<EmptyRequest, GetUserAppIdResponse> GetUserAppId => field ??=
        Make("GetUserAppId", CallSafety.Safe, Json.Default.EmptyRequest, Json.Default.GetUserAppIdResponse);

    public static TencentCloudAction<EmptyRequest, GetAccountSummaryResponse> GetAccountSummary => field ??=
        Make("GetAccountSummary", CallSafety.Safe, Json.Default.EmptyRequest, Json.Default.GetAccountSummaryResponse);

    private static TencentCloudAction<TRequest, TResponse> Make<TRequest, TResponse>(
        string name,
        CallSafety safety,
        JsonTypeInfo<TRequest> request,
        JsonTypeInfo<TResponse> response,
        ActionGranularity granularity = ActionGranularity.Operation) => new()
        {
            Service = "cam",
            Version = "2019-01-16",
            Name = name,
            Safety = safety,
            Granularity = granularity,
            IsRegional = false,
            Request = request,
            Response = response,
        };
}
