namespace CloudBase.MultiTenant.Quotas;

/// <summary>The limits of a quota, each with its name.</summary>
internal static class QuotaLimits
{
    public static IReadOnlyList<(string Name, decimal? Limit)> Of(TenantQuota quota) =>
    [
        (nameof(quota.MonthlyCalls), quota.MonthlyCalls),
        (nameof(quota.CapacityBytes), quota.CapacityBytes),
        (nameof(quota.MonthlyTrafficBytes), quota.MonthlyTrafficBytes),
        (nameof(quota.MonthlyCredits), quota.MonthlyCredits),
        (nameof(quota.RunningSandboxes), quota.RunningSandboxes),
        (nameof(quota.TotalSandboxes), quota.TotalSandboxes),
        (nameof(quota.PausedSandboxBytes), quota.PausedSandboxBytes),
        (nameof(quota.MonthlySandboxSeconds), quota.MonthlySandboxSeconds),
    ];
}
