namespace CloudBase.MultiTenant.Options;

internal static class OperationRules
{
    private const int MaxConcurrency = 10_000;

    public static void Check(OperationOptions options, OptionRules rules)
    {
        rules.Positive(nameof(options.PumpInterval), options.PumpInterval);
        rules.Between(nameof(options.MaxConcurrency), options.MaxConcurrency, 1, MaxConcurrency, "a host works on at least one operation at a time.");
        rules.Positive(nameof(options.LeaseDuration), options.LeaseDuration);
        rules.Positive(nameof(options.LeaseRenewal), options.LeaseRenewal);
        if (options.LeaseRenewal > options.LeaseDuration / 2)
        {
            rules.Contradicts(
                nameof(options.LeaseRenewal),
                $"is {Shown.Time(options.LeaseRenewal)}, longer than half of LeaseDuration {Shown.Time(options.LeaseDuration)}: one late renewal would lose the operation to another host.");
        }

        rules.NotNegative(nameof(options.HostClockSkew), options.HostClockSkew);
        rules.NotNegative(nameof(options.ShutdownGrace), options.ShutdownGrace);
        rules.Positive(nameof(options.RetryMin), options.RetryMin);
        if (options.RetryMax < options.RetryMin)
        {
            rules.Contradicts(
                nameof(options.RetryMax),
                $"is {Shown.Time(options.RetryMax)}, shorter than RetryMin {Shown.Time(options.RetryMin)}: waits grow from RetryMin to RetryMax.");
        }
    }
}
