namespace CloudBase.MultiTenant.TencentCloud;

internal sealed record CreateEnvRequest
{
    public required string Alias { get; init; }

    public required string PackageId { get; init; }

    public required IReadOnlyList<string> Resources { get; init; }

    public int? Period { get; init; }

    public bool? AutoVoucher { get; init; }

    public IReadOnlyList<CloudTag>? Tags { get; init; }

    public string? RenewFlag { get; init; }
}

internal sealed record CreateEnvResponse
{
    public string? EnvId { get; init; }
}

internal sealed record DescribeEnvsRequest
{
    public string? EnvId { get; init; }

    public int? Limit { get; init; }

    public int? Offset { get; init; }
}

internal sealed record DescribeEnvsResponse
{
    public List<EnvInfo>? EnvList { get; set; }

    public int? Total { get; set; }
}

/// <summary>The members of an environment that this library reads; the cloud sends three times as many.</summary>
/// <remarks>Listings read them by the hundred, and members that are set are read with less work than those of a constructor.</remarks>
internal sealed record EnvInfo
{
    public string? EnvId { get; set; }

    public string? Alias { get; set; }

    public string? Status { get; set; }

    public string? PackageId { get; set; }

    public string? Region { get; set; }

    public string? CreateTime { get; set; }

    public List<CloudTag>? Tags { get; set; }

    public List<FunctionInfo>? Functions { get; set; }

    public List<StorageInfo>? Storages { get; set; }

    public List<LogServiceInfo>? LogServices { get; set; }
}

internal sealed record FunctionInfo(string? Namespace, string? Region);

internal sealed record StorageInfo(string? Region, string? Bucket, string? AppId, ExternalStorageInfo? ExternalStorage);

internal sealed record ExternalStorageInfo(string? BucketName, string? Region, string? BasePath, bool? Enabled);

internal sealed record LogServiceInfo(string? TopicId, string? Region);

internal sealed record EnvIdRequest(string EnvId);

internal sealed record DestroyEnvRequest(string EnvId, bool? IsForce, bool? BypassCheck);

internal sealed record ModifyEnvRequest
{
    public required string EnvId { get; init; }

    public string? Alias { get; init; }

    /// <summary>Gets the requests a second; -1 lifts the limit.</summary>
    public int? CustomQps { get; init; }
}

internal sealed record ModifyEnvPlanRequest(string EnvId, string PackageId, bool? AutoVoucher = null);

internal sealed record RenewEnvRequest(string EnvId, int Period, bool? AutoVoucher = null);

internal sealed record CheckTcbServiceResponse(bool? Initialized);

internal sealed record DescribeEnvLimitResponse
{
    public long? MaxEnvNum { get; init; }

    public long? CurrentEnvNum { get; init; }

    public long? MaxDeleteTotal { get; init; }

    public long? CurrentDeleteTotal { get; init; }

    public long? MaxDeleteMonthly { get; init; }

    public long? CurrentDeleteMonthly { get; init; }
}

internal sealed record DescribeBaasPackageListRequest(string? Source, string? TargetAction, IReadOnlyList<string>? PackageTypeList);

internal sealed record DescribeBaasPackageListResponse(List<BaasPackageInfo>? PackageList);

internal sealed record BaasPackageInfo(string? PackageName, string? PackageTitle);

internal sealed record DescribeBillingInfoRequest(string? EnvId, int? Limit = null, int? Offset = null);

internal sealed record DescribeBillingInfoResponse(List<EnvBillingInfo>? EnvBillingInfoList, int? Total);

internal sealed record EnvBillingInfo
{
    public string? EnvId { get; init; }

    public string? PackageId { get; init; }

    public bool? IsAutoRenew { get; init; }

    public string? Status { get; init; }

    public string? IsolatedTime { get; init; }

    public string? ExpireTime { get; init; }

    public OrderInfo? OrderInfo { get; init; }
}

internal sealed record OrderInfo(string? TranId, string? TranType, string? TranStatus);

internal sealed record DescribeAuthDomainsResponse(List<AuthDomain>? Domains);

internal sealed record AuthDomain(string? Id, string? Domain, string? Type = null);

internal sealed record CreateAuthDomainRequest(string EnvId, IReadOnlyList<string> Domains);

internal sealed record DescribeEnvAccountCircleResponse(string? StartTime, string? EndTime);

internal sealed record DescribeEnvPlansRequest(string? PackageId = null);

internal sealed record DescribeEnvPlansResponse(List<PlanInfo>? PlanList);

internal sealed record PlanInfo(string? PackageId, string? PackageTitle, string? UnitPrice, string? ResourceLimit);
