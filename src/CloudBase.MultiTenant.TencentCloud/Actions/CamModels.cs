using System.Diagnostics;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>A new sub-account. No record: a record would print the password.</summary>
[DebuggerDisplay("{Name}")]
internal sealed class AddUserRequest
{
    public required string Name { get; init; }

    public string? Remark { get; init; }

    /// <summary>Gets 1 for a person who signs in to the console.</summary>
    public int? ConsoleLogin { get; init; }

    /// <summary>Gets 1 for a key that comes with the user.</summary>
    public int? UseApi { get; init; }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? Password { get; init; }

    public int? NeedResetPassword { get; init; }
}

[DebuggerDisplay("{Name}")]
internal sealed class AddUserResponse
{
    public long? Uin { get; init; }

    public string? Name { get; init; }

    public long? Uid { get; init; }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? Password { get; init; }

    public string? SecretId { get; init; }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? SecretKey { get; init; }
}

[DebuggerDisplay("{Name}")]
internal sealed class UpdateUserRequest
{
    public required string Name { get; init; }

    public string? Remark { get; init; }

    public int? ConsoleLogin { get; init; }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? Password { get; init; }

    public int? NeedResetPassword { get; init; }
}

internal sealed record UserNameRequest(string Name);

internal sealed record GetUserResponse(long? Uin, string? Name, long? Uid, string? Remark, int? ConsoleLogin);

internal sealed record DeleteUserRequest(string Name, int? Force = null);

internal sealed record ListUsersResponse(List<SubAccountInfo>? Data);

internal sealed record SubAccountInfo(long? Uin, string? Name, long? Uid, string? Remark, string? CreateTime);

internal sealed record CreatePolicyRequest(string PolicyName, string PolicyDocument, string? Description = null);

internal sealed record PolicyIdResponse(long? PolicyId);

internal sealed record UpdatePolicyRequest(long PolicyId, string PolicyDocument, string? Description = null);

internal sealed record GetPolicyRequest(long PolicyId);

internal sealed record GetPolicyResponse(string? PolicyName, string? Description, string? PolicyDocument);

internal sealed record DeletePolicyRequest(IReadOnlyList<long> PolicyId);

internal sealed record ListPoliciesRequest
{
    /// <summary>Gets the page's size, 1 to 200.</summary>
    public int? Rp { get; init; }

    /// <summary>Gets the page, from 1.</summary>
    public int? Page { get; init; }

    /// <summary>Gets All, QCS or Local.</summary>
    public string? Scope { get; init; }

    public string? Keyword { get; init; }
}

internal sealed record ListPoliciesResponse(int? TotalNum, List<StrategyInfo>? List);

internal sealed record StrategyInfo(long? PolicyId, string? PolicyName, string? Description, int? Type, int? Attachments);

internal sealed record AttachUserPolicyRequest(long PolicyId, long AttachUin);

internal sealed record DetachUserPolicyRequest(long PolicyId, long DetachUin);

internal sealed record ListAttachedUserPoliciesRequest(long TargetUin, int? Page = null, int? Rp = null);

internal sealed record ListAttachedUserPoliciesResponse(int? TotalNum, List<AttachPolicyInfo>? List);

internal sealed record AttachPolicyInfo(long? PolicyId, string? PolicyName);

internal sealed record ListEntitiesForPolicyRequest(long PolicyId, int? Page = null, int? Rp = null, string? EntityFilter = null);

internal sealed record ListEntitiesForPolicyResponse(int? TotalNum, List<AttachEntityOfPolicy>? List);

internal sealed record AttachEntityOfPolicy(string? Id, string? Name, long? Uin, int? RelatedType);

internal sealed record CreateAccessKeyRequest(long TargetUin, string? Description = null);

internal sealed class CreateAccessKeyResponse
{
    public AccessKeyDetail? AccessKey { get; init; }
}

/// <summary>A new key. No record: a record would print it.</summary>
[DebuggerDisplay("{AccessKeyId}")]
internal sealed class AccessKeyDetail
{
    public string? AccessKeyId { get; init; }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? SecretAccessKey { get; init; }

    public string? Status { get; init; }

    public string? CreateTime { get; init; }
}

internal sealed record UpdateAccessKeyRequest(string AccessKeyId, string Status, long TargetUin);

internal sealed record DeleteAccessKeyRequest(string AccessKeyId, long TargetUin);

internal sealed record ListAccessKeysRequest(long TargetUin);

internal sealed record ListAccessKeysResponse(List<AccessKeyInfo>? AccessKeys);

internal sealed record AccessKeyInfo(string? AccessKeyId, string? Status, string? CreateTime, string? Description);

internal sealed record GetUserAppIdResponse(string? Uin, string? OwnerUin, long? AppId);

/// <summary>How much of the account's room in CAM is used.</summary>
internal sealed record GetAccountSummaryResponse(int? Policies, int? Roles, int? User, int? Group, int? Member);
