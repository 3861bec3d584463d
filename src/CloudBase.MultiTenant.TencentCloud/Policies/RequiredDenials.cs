namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>What no tenant may do, not even in its own environment; refused explicitly, so that nothing attached later can grant it.</summary>
public static class RequiredDenials
{
    /// <summary>Gets what spends, or commits to spending.</summary>
    public static IReadOnlyList<string> Spending { get; } =
    [
        "billing:*", "finance:*", "tcb:AllocateEnv", "tcb:CommonServiceAPI", "tcb:CreateBillDeal", "tcb:CreateEnv", "tcb:CreateEnvResource",
        "tcb:CreateMySQL", "tcb:CreatePostpayPackage", "tcb:ReinstateEnv", "tcb:RenewEnv", "tcbr:CreateCloudRunEnv",
    ];

    /// <summary>Gets what changes the package, or switches an environment on or off.</summary>
    public static IReadOnlyList<string> PlanChanges { get; } = ["tcb:ModifyEnvPlan", "tcb:ModifyPlatformEnv"];

    /// <summary>Gets what makes, shows or deletes credentials, or changes who may do what.</summary>
    public static IReadOnlyList<string> Credentials { get; } =
    [
        "cam:*", "sts:*", "tcb:AssumeRoleForAllocatedEnv", "tcb:CreateApiKey", "tcb:CreateCustomLoginKey", "tcb:DeleteApiKey",
        "tcb:DescribeApiKeyList",
    ];

    /// <summary>Gets what renames or tags, by which environments are recognised, or moves where an environment's files are.</summary>
    public static IReadOnlyList<string> Identity { get; } =
        ["tag:*", "tcb:BindStorageSource", "tcb:ModifyEnv", "tcb:ModifyStorageSource", "tcb:UnbindStorageSource"];

    /// <summary>Gets what destroys or gives back an environment.</summary>
    public static IReadOnlyList<string> Destruction { get; } = ["tcb:DestroyEnv", "tcb:DestroyPlatformEnv", "tcb:ReleaseEnv"];

    /// <summary>Gets all of them, sorted ordinally.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Spending.Concat(PlanChanges).Concat(Credentials).Concat(Identity).Concat(Destruction).Order(StringComparer.Ordinal)];

    /// <summary>Makes the statements that refuse all of them, on every resource.</summary>
    public static IEnumerable<PolicyStatement> ToStatements() =>
        All.Chunk(PolicyDocument.MaxActionsPerStatement).Select(actions => new PolicyStatement(PolicyEffect.Deny, actions, ["*"]));
}
