namespace CloudBase.MultiTenant.Options;

internal static class RenewalRules
{
    private const int ShortestMonthDays = 28;

    private static readonly TimeSpan s_vendorLeadTime = TimeSpan.FromDays(3);

    public static void Check(RenewalOptions options, OptionRules rules)
    {
        if (options.Policy == RenewalPolicy.Unspecified || !Enum.IsDefined(options.Policy))
        {
            rules.Missing(
                nameof(options.Policy),
                ", and it decides about money: choose Auto (the cloud renews), Managed (this library renews while the tenant is wanted) or None (packages lapse).");
        }

        rules.PeriodMonths(nameof(options.PeriodMonths), options.PeriodMonths);
        rules.Positive(nameof(options.LeadTime), options.LeadTime);
        rules.Positive(nameof(options.ScanInterval), options.ScanInterval);
        if (options.Policy == RenewalPolicy.Managed)
        {
            rules.AtLeast(nameof(options.LeadTime), options.LeadTime, s_vendorLeadTime, "the vendor asks for that long between a renewal and the lapse.");
        }

        if (options.LeadTime <= options.ScanInterval)
        {
            rules.Contradicts(
                nameof(options.LeadTime),
                $"is {Shown.Time(options.LeadTime)}, not longer than ScanInterval {Shown.Time(options.ScanInterval)}: a package could lapse between two looks.");
        }

        TimeSpan period = TimeSpan.FromDays(ShortestMonthDays * (long)Math.Clamp(options.PeriodMonths, 1, 24));
        if (options.LeadTime >= period)
        {
            rules.Contradicts(
                nameof(options.LeadTime),
                $"is {Shown.Time(options.LeadTime)}, not shorter than a paid period of {Shown.Time(period)}: each renewal would call for the next one at once.");
        }
    }
}
