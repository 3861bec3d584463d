using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Preflight;

/// <summary>The rights that the platform's key needs, as docs/permissions.md grants them: those that a read can try, and the others.</summary>
internal sealed class PlatformRights(TencentCloudClient client, IEnumerable<IIsolationStrategy> strategies)
{
    /// <summary>A name that no sub-account has: the answer "there is none" proves the right as well.</summary>
    private const string NobodysName = "cloudbase-preflight-nobody";

    public bool NeedsSubAccounts { get; } = strategies.Any(s => s.Kind == IsolationKind.CamSubAccount);

    /// <summary>Returns what can be tried, each with its read; some reads need an environment to ask about.</summary>
    public IEnumerable<(TencentCloudAction Action, Func<CancellationToken, Task> Read)> Tried(string? managementEnvironment)
    {
        yield return Try(TcbActions.CheckTcbService, EmptyRequest.Instance);
        yield return Try(TcbActions.DescribeBaasPackageList, new DescribeBaasPackageListRequest("qcloud", "new", null));
        yield return Try(TcbActions.DescribeBillingInfo, new DescribeBillingInfoRequest(null, 1, 0));
        yield return Try(TcbActions.DescribeEnvLimit, EmptyRequest.Instance);
        yield return Try(TcbActions.DescribeEnvs, new DescribeEnvsRequest { Limit = 1, Offset = 0 });
        if (managementEnvironment is not null)
        {
            yield return Try(TcbActions.DescribeApiKeyList, new DescribeApiKeyListRequest { EnvId = managementEnvironment, PageNumber = 1, PageSize = 1 });
            yield return Try(TcbActions.DescribeAuthDomains, new EnvIdRequest(managementEnvironment));
            yield return Try(LoginActions.DescribeQuotaData, new DescribeQuotaDataRequest(managementEnvironment, "StorageSizepkg"));
        }

        if (NeedsSubAccounts)
        {
            yield return Try(CamActions.GetAccountSummary, EmptyRequest.Instance);
            yield return Try(CamActions.ListUsers, EmptyRequest.Instance);
            yield return Try(CamActions.ListPolicies, new ListPoliciesRequest { Page = 1, Rp = 1 });
            yield return Try(CamActions.GetUser, new UserNameRequest(NobodysName));
        }
    }

    /// <summary>Returns what cannot be tried without an effect, or without something that a new account does not have.</summary>
    public IEnumerable<TencentCloudAction> NotTried(string? managementEnvironment)
    {
        IEnumerable<TencentCloudAction> always =
        [
            TagActions.CreateTag, TagActions.TagResources, TcbActions.CreateEnv, TcbActions.CreateApiKey, TcbActions.DeleteApiKey, TcbActions.ModifyEnv, TcbActions.DestroyEnv,
            TcbActions.RenewEnv, TcbActions.ModifyEnvPlan, TagActions.DeleteTag, StsActions.GetFederationToken,
            TcbActions.AllocateEnv, TcbActions.AssumeRoleForAllocatedEnv, TcbActions.ReleaseEnv,
        ];
        IEnumerable<TencentCloudAction> withoutEnvironment = managementEnvironment is null ? [TcbActions.DescribeApiKeyList, TcbActions.DescribeAuthDomains, LoginActions.DescribeQuotaData] : [];
        IEnumerable<TencentCloudAction> subAccounts =
        [
            CamActions.AddUser, CamActions.DeleteUser, CamActions.CreatePolicy, CamActions.UpdatePolicy, CamActions.DeletePolicy, CamActions.AttachUserPolicy,
            CamActions.DetachUserPolicy, CamActions.ListAttachedUserPolicies, CamActions.CreateAccessKey, CamActions.UpdateAccessKey, CamActions.DeleteAccessKey, CamActions.ListAccessKeys,
        ];
        return [.. always, .. withoutEnvironment, .. NeedsSubAccounts ? subAccounts : []];
    }

    private (TencentCloudAction Action, Func<CancellationToken, Task> Read) Try<TRequest, TResponse>(TencentCloudAction<TRequest, TResponse> action, TRequest request) =>
        (action, async ct => await client.ReadAsync(action, request, ct).ConfigureAwait(false));
}
