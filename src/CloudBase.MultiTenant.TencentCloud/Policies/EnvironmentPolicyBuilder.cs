namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>Writes the least that a tenant needs to build in its own environment: named actions on that environment's own resources.</summary>
/// <remarks>
/// Actions that the cloud authorises only as a whole (such as the document database's) would reach every tenant and are left out: an
/// environment API key does those. Thread-safe.
/// </remarks>
public sealed class EnvironmentPolicyBuilder : IEnvironmentPolicy
{
    private static readonly string[] Tcb =
    [
        "tcb:AddProvider", "tcb:CreateAuthDomain", "tcb:CreateHTTPServiceRoute", "tcb:CreateHostingDomain", "tcb:CreateStaticStore", "tcb:CreateUser",
        "tcb:DeleteAuthDomain", "tcb:DeleteFunction", "tcb:DeleteHTTPServiceRoute", "tcb:DeleteProvider", "tcb:DeleteUsers",
        "tcb:DescribeAuthDomains", "tcb:DescribeCreditsUsage", "tcb:DescribeCurveData", "tcb:DescribeDatabaseACL", "tcb:DescribeEnvAccountCircle",
        "tcb:DescribeEnvs", "tcb:DescribeHTTPServiceRoute", "tcb:DescribeLoginConfig", "tcb:DescribeQuotaData", "tcb:DescribeResourcePermission",
        "tcb:DescribeSafeRule", "tcb:DescribeStaticStore", "tcb:DescribeUserList", "tcb:DownloadFunction", "tcb:ExecutePGSql", "tcb:GetFunction",
        "tcb:GetProviders", "tcb:ListFunctions", "tcb:ListPGUserMigrations", "tcb:ModifyDatabaseACL", "tcb:ModifyLoginConfig", "tcb:ModifyProvider",
        "tcb:ModifyResourcePermission", "tcb:ModifySafeRule", "tcb:PushPGUserMigrations", "tcb:RunSql", "tcb:SearchClsLog",
        "tcb:UpdateFunctionConfiguration",
    ];

    private static readonly string[] Tcbr =
    [
        "tcbr:CreateCloudRunServer", "tcbr:DescribeCloudRunPodList", "tcbr:DescribeCloudRunServerDetail", "tcbr:DescribeCloudRunServers",
        "tcbr:DescribeEnvBaseInfo", "tcbr:DescribeReleaseOrder", "tcbr:DescribeServerManageTask", "tcbr:DescribeVersionDetail",
        "tcbr:OperateServerManage", "tcbr:ReleaseGray", "tcbr:UpdateCloudRunServer",
    ];

    private static readonly string[] Scf =
    [
        "scf:CreateFunction", "scf:DeleteFunction", "scf:GetFunction", "scf:GetFunctionLogs", "scf:UpdateFunctionCode", "scf:UpdateFunctionConfiguration",
    ];

    private static readonly string[] Cls = ["cls:DescribeLogContext", "cls:DescribeLogHistogram", "cls:SearchLog"];

    private static readonly string[] CosObjects =
    [
        "cos:AbortMultipartUpload", "cos:CompleteMultipartUpload", "cos:DeleteObject", "cos:GetObject", "cos:HeadObject", "cos:InitiateMultipartUpload",
        "cos:ListParts", "cos:PutObject", "cos:UploadPart",
    ];

    /// <inheritdoc/>
    public PolicyDocument Create(EnvironmentPolicyScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        List<PolicyStatement> statements = [.. Allow(Tcb, scope.TcbResource), .. Allow(Tcbr, scope.TcbrResource)];
        if (scope.FunctionsResource is { } functions)
        {
            statements.AddRange(Allow(Scf, functions));
        }

        if (scope.LogTopicResource is { } topic)
        {
            statements.AddRange(Allow(Cls, topic));
        }

        if (scope.ObjectsResource is { } objects)
        {
            // Listing speaks of the bucket as a whole: in a shared one it would show the neighbours' files.
            statements.AddRange(Allow(scope.Parts.BucketBasePath is null ? [.. CosObjects, "cos:GetBucket"] : CosObjects, objects));
        }

        statements.Add(new PolicyStatement(PolicyEffect.Allow, ActionGranularityTable.Default.HarmlessReads, ["*"]));
        statements.AddRange(RequiredDenials.ToStatements());
        return new PolicyDocument(statements);
    }

    private static IEnumerable<PolicyStatement> Allow(string[] actions, string resource) =>
        actions.Chunk(PolicyDocument.MaxActionsPerStatement).Select(some => new PolicyStatement(PolicyEffect.Allow, some, [resource]));
}
