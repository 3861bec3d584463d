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

        string[] limits = [.. QuotaLimits.Of(quota).Where(l => l.Limit is not null).Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Name} {l.Limit}"))];
        return limits.Length == 0 ? "no limits" : string.Join(", ", limits);
    }
}
