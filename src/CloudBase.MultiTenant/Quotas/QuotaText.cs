using System.Globalization;

namespace CloudBase.MultiTenant.Quotas;

/// <summary>A quota in an audit record: its limits, and nothing of what has none.</summary>
internal static class QuotaText
{
    public static string Of(TenantQuota? quota)
    {
        if (quota is null)
        {
            return "as the options say";
        }

        List<string> limits = [];
        void Add(string name, decimal? limit)
        {
            if (limit is { } value)
            {
                limits.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {value}"));
            }
        }

        Add(nameof(quota.MonthlyCalls), quota.MonthlyCalls);
        Add(nameof(quota.CapacityBytes), quota.CapacityBytes);
        Add(nameof(quota.MonthlyTrafficBytes), quota.MonthlyTrafficBytes);
        Add(nameof(quota.MonthlyCredits), quota.MonthlyCredits);
        Add(nameof(quota.RunningSandboxes), quota.RunningSandboxes);
        Add(nameof(quota.TotalSandboxes), quota.TotalSandboxes);
        Add(nameof(quota.PausedSandboxBytes), quota.PausedSandboxBytes);
        return limits.Count == 0 ? "no limits" : string.Join(", ", limits);
    }
}
