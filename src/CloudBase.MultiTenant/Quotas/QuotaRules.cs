using System.Globalization;

namespace CloudBase.MultiTenant.Quotas;

/// <summary>What no quota may say.</summary>
internal static class QuotaRules
{
    /// <exception cref="TenantQuotaException">It breaks rules; the error names every one.</exception>
    public static void Check(TenantId tenant, TenantQuota quota)
    {
        List<string> reasons = [];
        foreach ((string name, decimal? limit) in QuotaLimits.Of(quota))
        {
            if (limit < 0)
            {
                reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {limit}: give 0 or more, or null for no limit"));
            }
        }

        if (quota.RunningSandboxes > quota.TotalSandboxes)
        {
            reasons.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{nameof(quota.RunningSandboxes)} is {quota.RunningSandboxes}, more than {nameof(quota.TotalSandboxes)} {quota.TotalSandboxes}, in which the running ones are counted"));
        }

        if (reasons.Count > 0)
        {
            throw new TenantQuotaException($"The quota of '{tenant}' cannot be set, for {reasons.Count} reason(s): {string.Join("; ", reasons)}.", tenant, reasons);
        }
    }
}
