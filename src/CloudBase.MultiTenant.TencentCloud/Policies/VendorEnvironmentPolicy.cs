namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>The vendor's published template: every action of each service on the environment's own resources. Wider than most tenants need.</summary>
/// <remarks>
/// What this library refuses every tenant stays refused. The template's grants of cam are left out, because with them a tenant could edit
/// its own policy. Thread-safe.
/// </remarks>
public sealed class VendorEnvironmentPolicy : IEnvironmentPolicy
{
    private static readonly string[][] Unscoped =
    [
        [
            "cdn:TcbCheckResource", "lowcode:DescribeApps", "lowcode:DescribeUserCompositeGroupsList", "lowcode:DescribeWedaWxBind",
            "lowcode:GetMaxAppNum", "lowcode:GetUserCertifyInfo", "organization:DescribeCloudApplicationToMember", "ssl:DescribeCertificateDetail",
            "ssl:DescribeCertificates", "tcbr:DescribeArchitectureType", "tcbr:DescribeUserServiceTermsRecord",
        ],
        [
            "tcb:CheckFeaturePermission", "tcb:CheckTcbService", "tcb:DescribeActivityInfo", "tcb:DescribeAgentList", "tcb:DescribeBillingInfo",
            "tcb:DescribeCloudBaseRunAdvancedConfiguration", "tcb:DescribeCommonBillingPackages", "tcb:DescribeCommonBillingResources",
            "tcb:DescribeEnvBacklogs", "tcb:DescribeEnvLimit", "tcb:DescribeEnvRestriction", "tcb:DescribeEnvStatistics", "tcb:DescribeExt*",
            "tcb:DescribeFeaturePermissions", "tcb:DescribeICPResources", "tcb:DescribeLowCodeEnvQuotaUsage",
            "tcb:DescribeLowCodeUserQuotaUsage", "tcb:DescribeMonitorMetric", "tcb:DescribePackages", "tcb:DescribePostPackage",
            "tcb:DescribeTcbAccountInfo", "tcb:DescribeTenant", "tcb:DescribeUserPromotionalActivity", "tcb:GetApisGroupAndList",
            "tcb:GetTemplateAPIsList", "tcb:GetUserKeyList", "tcb:RefreshAuthDomain",
        ],
        [
            "tcb:CountRecords", "tcb:CreateFunction", "tcb:CreateTable", "tcb:DeleteItem", "tcb:DeleteTable", "tcb:DescribeAIModels",
            "tcb:DescribeBuildServiceList", "tcb:DescribeCloudBaseRunBaseImages", "tcb:DescribeOperationAppTemplates",
            "tcb:DescribeRestoreTables", "tcb:DescribeRestoreTask", "tcb:DescribeRestoreTime", "tcb:DescribeSolutionList", "tcb:DescribeTable",
            "tcb:DescribeTables", "tcb:GetFunctionLogDetail", "tcb:GetFunctionLogs", "tcb:GetFunctionLogsStatus", "tcb:ListTables",
            "tcb:ModifyNameSpace", "tcb:PutItem", "tcb:QueryRecords", "tcb:RestoreTCBTables", "tcb:RunCommands", "tcb:UpdateFunctionCode",
            "tcb:UpdateFunctionIncrementalCode", "tcb:UpdateItem", "tcb:UpdateTable",
        ],
    ];

    /// <summary>Gets or sets whether the template's grants on every resource are written too.</summary>
    /// <value>The default is false. True lets a tenant reach its neighbours' data: isolation then rests on the tenant's good will.</value>
    public bool ReachesOtherTenants { get; init; }

    /// <inheritdoc/>
    public PolicyDocument Create(EnvironmentPolicyScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        List<PolicyStatement> statements =
        [
            new(PolicyEffect.Allow, ["tcb:*"], [scope.TcbResource]),
            new(PolicyEffect.Allow, ["tcbr:*"], [scope.TcbrResource]),
            new(PolicyEffect.Allow, ["lowcode:*"], [scope.LowcodeResource]),
        ];
        if (scope.FunctionsResource is { } functions)
        {
            statements.Add(new PolicyStatement(PolicyEffect.Allow, ["scf:*"], [functions]));
        }

        if (scope.LogTopicResource is { } topic)
        {
            statements.Add(new PolicyStatement(PolicyEffect.Allow, ["cls:*"], [topic]));
        }

        if (scope.ObjectsResource is { } objects)
        {
            statements.Add(new PolicyStatement(PolicyEffect.Allow, ["cos:*"], [objects]));
        }

        if (ReachesOtherTenants)
        {
            statements.AddRange(Unscoped.Select(actions => new PolicyStatement(PolicyEffect.Allow, actions, ["*"])));
        }

        statements.AddRange(RequiredDenials.ToStatements());
        return new PolicyDocument(statements);
    }

    /// <summary>Whether the opt-in explains a finding: it speaks of the template's own grants and of nothing else.</summary>
    internal bool Explains(PolicyFinding finding) =>
        ReachesOtherTenants && finding.Rule is PolicyRule.UnscopedGrant or PolicyRule.ForeignService && Unscoped.Any(actions => actions.Contains(finding.Subject));
}
