namespace CloudBase.MultiTenant.Options;

internal static class RenewalRules
{
    private const int ShortestMonthDays = 28;

    private static readonly TimeSpan s_vendorLeadTime = TimeSpan.FromDays(3);

    public static void Check(RenewalOptions options, SettingRules rules)
    {
        rules.Required(
            nameof(options.Policy),
            options.Policy != RenewalPolicy.Unspecified && Enum.IsDefined(options.Policy),
            ", and it decides about money: choose Auto (the cloud renews), Managed (this library renews while the tenant is wanted) or None (packages lapse).");
        ProvisioningRules.CheckPeriod(nameof(options.PeriodMonths), options.PeriodMonths, rules);
        rules.Positive(nameof(options.LeadTime), options.LeadTime, TimeSpan.FromDays(365));
        rules.Positive(nameof(options.ScanInterval), options.ScanInterval, TimeSpan.FromDays(30));
        rules.MustAgree(
            nameof(options.LeadTime),
            "at least 3 days when Policy is Managed",
            options.Policy != RenewalPolicy.Managed || options.LeadTime >= s_vendorLeadTime,
            $"is {Shown.Time(options.LeadTime)}, shorter than {Shown.Time(s_vendorLeadTime)}: the vendor asks for that long between a renewal and the lapse.");
        rules.MustAgree(
            nameof(options.LeadTime),
            "longer than ScanInterval",
            options.LeadTime > options.ScanInterval,
            $"is {Shown.Time(options.LeadTime)}, not longer than ScanInterval {Shown.Time(options.ScanInterval)}: a package could lapse between two looks.");
        TimeSpan period = TimeSpan.FromDays(ShortestMonthDays * (long)Math.Clamp(options.PeriodMonths, 1, 24));
        rules.MustAgree(
            nameof(options.LeadTime),
            "shorter than a period of 28 days a month",
            options.LeadTime < period,
            $"is {Shown.Time(options.LeadTime)}, not shorter than a paid period of {Shown.Time(period)}: each renewal would call for the next one at once.");
    }
}
