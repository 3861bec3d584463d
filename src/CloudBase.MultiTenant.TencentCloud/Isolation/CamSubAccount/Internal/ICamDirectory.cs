namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>The identity calls that a sub-account's life takes. Removing what is absent succeeds; everything else says what it changed.</summary>
internal interface ICamDirectory
{
    ValueTask<CamUsage> GetUsageAsync(CancellationToken cancellationToken);

    /// <summary>Adds a user; a name in use is a <see cref="CloudConflictException"/>.</summary>
    ValueTask<long> AddUserAsync(string name, string remark, SecretString? password, CancellationToken cancellationToken);

    ValueTask<CamUser?> FindUserAsync(string name, CancellationToken cancellationToken);

    ValueTask DeleteUserAsync(string name, CancellationToken cancellationToken);

    /// <summary>Makes a policy; a name in use is a <see cref="CloudConflictException"/>.</summary>
    ValueTask<long> CreatePolicyAsync(string name, string document, string description, CancellationToken cancellationToken);

    ValueTask UpdatePolicyAsync(long policyId, string document, string description, CancellationToken cancellationToken);

    ValueTask<CamPolicy?> FindPolicyAsync(string name, CancellationToken cancellationToken);

    /// <summary>Lists the names of all users, whosever they are.</summary>
    ValueTask<IReadOnlyList<string>> ListUserNamesAsync(CancellationToken cancellationToken);

    /// <summary>Lists the names of all custom policies, whosever they are.</summary>
    ValueTask<IReadOnlyList<string>> ListPolicyNamesAsync(CancellationToken cancellationToken);

    /// <summary>Lists the policies that a user has, ours or not; none when the user is absent.</summary>
    ValueTask<IReadOnlyList<CamAttachment>> ListAttachedAsync(long userUin, CancellationToken cancellationToken);

    ValueTask DeletePolicyAsync(long policyId, CancellationToken cancellationToken);

    /// <summary>Gives a user a policy; returns false when one of them is absent.</summary>
    ValueTask<bool> TryAttachPolicyAsync(long policyId, long userUin, CancellationToken cancellationToken);

    ValueTask AttachPolicyAsync(long policyId, long userUin, CancellationToken cancellationToken);

    ValueTask DetachPolicyAsync(long policyId, long userUin, CancellationToken cancellationToken);

    /// <summary>Makes a key, whose secret is shown this once; a third key is a <see cref="CloudLimitExceededException"/>.</summary>
    ValueTask<NewAccessKey> CreateAccessKeyAsync(long userUin, string description, CancellationToken cancellationToken);

    /// <summary>Lists a user's keys; none when the user is absent.</summary>
    ValueTask<IReadOnlyList<CamKey>> ListAccessKeysAsync(long userUin, CancellationToken cancellationToken);

    /// <summary>Switches a key on or off; returns false when it is absent.</summary>
    ValueTask<bool> SetAccessKeyAsync(long userUin, string keyId, bool active, CancellationToken cancellationToken);

    ValueTask DeleteAccessKeyAsync(long userUin, string keyId, CancellationToken cancellationToken);
}

/// <summary>How much of the account's room is used.</summary>
internal sealed record CamUsage(long? Users, long? Policies);

internal sealed record CamUser(long Uin, string Remark);

internal sealed record CamPolicy(long Id, string Description);

internal sealed record CamAttachment(long PolicyId, string Name);

internal sealed record CamKey(string Id, bool IsActive, string Description);

internal sealed record NewAccessKey(string Id, SecretString Secret);
