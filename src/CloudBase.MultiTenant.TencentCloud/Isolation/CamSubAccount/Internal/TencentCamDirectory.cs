namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>CAM over the typed client.</summary>
internal sealed class TencentCamDirectory(TencentCloudClient client) : ICamDirectory
{
    private const int PageSize = 200;

    public async ValueTask<CamUsage> GetUsageAsync(CancellationToken cancellationToken)
    {
        GetAccountSummaryResponse summary =
            await client.CallAsync(CamActions.GetAccountSummary, EmptyRequest.Instance, null, cancellationToken).ConfigureAwait(false);
        return new CamUsage(summary.User, summary.Policies);
    }

    public async ValueTask<long> AddUserAsync(string name, string remark, SecretString? password, CancellationToken cancellationToken)
    {
        var request = new AddUserRequest
        {
            Name = name,
            Remark = remark,
            ConsoleLogin = password is null ? 0 : 1,
            UseApi = 0,
            Password = password?.Reveal(),
            NeedResetPassword = password is null ? null : 1,
        };
        AddUserResponse added = await client.CallAsync(CamActions.AddUser, request, null, cancellationToken).ConfigureAwait(false);
        return added.Uin ?? throw Incomplete(CamActions.AddUser, "Uin");
    }

    public async ValueTask<CamUser?> FindUserAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            GetUserResponse user = await client.CallAsync(CamActions.GetUser, new UserNameRequest(name), null, cancellationToken).ConfigureAwait(false);
            return new CamUser(user.Uin ?? throw Incomplete(CamActions.GetUser, "Uin"), user.Remark ?? string.Empty);
        }
        catch (CloudNotFoundException)
        {
            return null;
        }
    }

    public ValueTask DeleteUserAsync(string name, CancellationToken cancellationToken) =>
        UnlessAbsentAsync(CamActions.DeleteUser, new DeleteUserRequest(name), cancellationToken);

    public async ValueTask<long> CreatePolicyAsync(string name, string document, string description, CancellationToken cancellationToken)
    {
        PolicyIdResponse created = await client.CallAsync(
            CamActions.CreatePolicy, new CreatePolicyRequest(name, document, description), null, cancellationToken).ConfigureAwait(false);
        return created.PolicyId ?? throw Incomplete(CamActions.CreatePolicy, "PolicyId");
    }

    public async ValueTask UpdatePolicyAsync(long policyId, string document, string description, CancellationToken cancellationToken) =>
        await client.CallAsync(CamActions.UpdatePolicy, new UpdatePolicyRequest(policyId, document, description), null, cancellationToken).ConfigureAwait(false);

    public async ValueTask<CamPolicy?> FindPolicyAsync(string name, CancellationToken cancellationToken)
    {
        // The keyword matches parts of names, so that the exact name may be on any page.
        for (int page = 1; ; page++)
        {
            List<StrategyInfo> list = await ReadPoliciesAsync(name, page, cancellationToken).ConfigureAwait(false);
            if (list.Find(p => string.Equals(p.PolicyName, name, StringComparison.Ordinal)) is { PolicyId: { } id } policy)
            {
                return new CamPolicy(id, policy.Description ?? string.Empty);
            }

            if (list.Count < PageSize)
            {
                return null;
            }
        }
    }

    public async ValueTask<IReadOnlyList<string>> ListUserNamesAsync(CancellationToken cancellationToken)
    {
        ListUsersResponse users = await client.CallAsync(CamActions.ListUsers, EmptyRequest.Instance, null, cancellationToken).ConfigureAwait(false);
        return [.. (users.Data ?? []).Select(u => u.Name ?? string.Empty)];
    }

    public async ValueTask<IReadOnlyList<string>> ListPolicyNamesAsync(CancellationToken cancellationToken)
    {
        List<string> names = [];
        for (int page = 1; ; page++)
        {
            List<StrategyInfo> list = await ReadPoliciesAsync(null, page, cancellationToken).ConfigureAwait(false);
            names.AddRange(list.Select(p => p.PolicyName ?? string.Empty));
            if (list.Count < PageSize)
            {
                return names;
            }
        }
    }

    public async ValueTask<IReadOnlyList<CamAttachment>> ListAttachedAsync(long userUin, CancellationToken cancellationToken)
    {
        List<CamAttachment> attached = [];
        try
        {
            for (int page = 1; ; page++)
            {
                ListAttachedUserPoliciesResponse listed = await client.CallAsync(
                    CamActions.ListAttachedUserPolicies, new ListAttachedUserPoliciesRequest(userUin, page, PageSize), null, cancellationToken).ConfigureAwait(false);
                List<AttachPolicyInfo> list = listed.List ?? [];
                attached.AddRange(list.Where(p => p.PolicyId is not null).Select(p => new CamAttachment(p.PolicyId!.Value, p.PolicyName ?? string.Empty)));
                if (list.Count < PageSize)
                {
                    return attached;
                }
            }
        }
        catch (CloudNotFoundException)
        {
            return [];
        }
    }

    public ValueTask DeletePolicyAsync(long policyId, CancellationToken cancellationToken) =>
        UnlessAbsentAsync(CamActions.DeletePolicy, new DeletePolicyRequest([policyId]), cancellationToken);

    public async ValueTask<bool> TryAttachPolicyAsync(long policyId, long userUin, CancellationToken cancellationToken)
    {
        try
        {
            await AttachPolicyAsync(policyId, userUin, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (CloudNotFoundException)
        {
            return false;
        }
    }

    public async ValueTask AttachPolicyAsync(long policyId, long userUin, CancellationToken cancellationToken) =>
        await client.CallAsync(CamActions.AttachUserPolicy, new AttachUserPolicyRequest(policyId, userUin), null, cancellationToken).ConfigureAwait(false);

    public ValueTask DetachPolicyAsync(long policyId, long userUin, CancellationToken cancellationToken) =>
        UnlessAbsentAsync(CamActions.DetachUserPolicy, new DetachUserPolicyRequest(policyId, userUin), cancellationToken);

    public async ValueTask<NewAccessKey> CreateAccessKeyAsync(long userUin, string description, CancellationToken cancellationToken)
    {
        CreateAccessKeyResponse created = await client.CallAsync(
            CamActions.CreateAccessKey, new CreateAccessKeyRequest(userUin, description), null, cancellationToken).ConfigureAwait(false);
        return created.AccessKey is { AccessKeyId: { Length: > 0 } id, SecretAccessKey: { Length: > 0 } secret }
            ? new NewAccessKey(id, new SecretString(secret))
            : throw Incomplete(CamActions.CreateAccessKey, "AccessKey");
    }

    public async ValueTask<IReadOnlyList<CamKey>> ListAccessKeysAsync(long userUin, CancellationToken cancellationToken)
    {
        try
        {
            ListAccessKeysResponse listed = await client.CallAsync(
                CamActions.ListAccessKeys, new ListAccessKeysRequest(userUin), null, cancellationToken).ConfigureAwait(false);
            return
            [
                .. (listed.AccessKeys ?? [])
                    .Where(k => k.AccessKeyId is not null)
                    .Select(k => new CamKey(k.AccessKeyId!, k.Status == "Active", k.Description ?? string.Empty)),
            ];
        }
        catch (CloudNotFoundException)
        {
            return [];
        }
    }

    public async ValueTask<bool> SetAccessKeyAsync(long userUin, string keyId, bool active, CancellationToken cancellationToken)
    {
        try
        {
            await client.CallAsync(
                CamActions.UpdateAccessKey, new UpdateAccessKeyRequest(keyId, active ? "Active" : "Inactive", userUin), null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (CloudNotFoundException)
        {
            return false;
        }
    }

    public ValueTask DeleteAccessKeyAsync(long userUin, string keyId, CancellationToken cancellationToken) =>
        UnlessAbsentAsync(CamActions.DeleteAccessKey, new DeleteAccessKeyRequest(keyId, userUin), cancellationToken);

    private async ValueTask<List<StrategyInfo>> ReadPoliciesAsync(string? keyword, int page, CancellationToken cancellationToken)
    {
        ListPoliciesResponse found = await client.CallAsync(
            CamActions.ListPolicies,
            new ListPoliciesRequest { Keyword = keyword, Scope = "Local", Page = page, Rp = PageSize },
            null,
            cancellationToken).ConfigureAwait(false);
        return found.List ?? [];
    }

    private async ValueTask UnlessAbsentAsync<TRequest>(
        TencentCloudAction<TRequest, EmptyResponse> action, TRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await client.CallAsync(action, request, null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException e) when (e is CloudNotFoundException || e.Effect == CloudEffect.Applied)
        {
            // Absent is what was asked for.
        }
    }

    private static CloudUnavailableException Incomplete(TencentCloudAction action, string member) => new(
        $"{action.Service}.{action.Name} was answered without '{member}': try again later.",
        new CloudErrorDetails
        {
            Service = action.Service,
            Action = action.Name,
            Code = "ClientError.IncompleteAnswer",
            Effect = action.Safety == CallSafety.Safe ? CloudEffect.None : CloudEffect.Unknown,
            IsTransient = true,
        });
}
