namespace CloudBase.MultiTenant.Options;

internal static class OperationRules
{
    private const int MaxConcurrency = 10_000;

    public static void Check(OperationOptions options, SettingRules rules)
    {
        rules.Positive(nameof(options.PumpInterval), options.PumpInterval, TimeSpan.FromHours(1));
        rules.Between(nameof(options.MaxConcurrency), options.MaxConcurrency, 1, MaxConcurrency, "a host works on at least one operation at a time.");
        rules.Positive(nameof(options.LeaseDuration), options.LeaseDuration, TimeSpan.FromDays(1));
        rules.Positive(nameof(options.LeaseRenewal), options.LeaseRenewal, TimeSpan.FromDays(1));
        rules.MustAgree(
            nameof(options.LeaseRenewal),
            "at most half of LeaseDuration",
            options.LeaseRenewal <= options.LeaseDuration / 2,
            $"is {Shown.Time(options.LeaseRenewal)}, longer than half of LeaseDuration {Shown.Time(options.LeaseDuration)}: one late renewal would lose the operation to another host.");

        rules.Between(nameof(options.HostClockSkew), options.HostClockSkew, TimeSpan.Zero, TimeSpan.FromHours(1));
        rules.Between(nameof(options.ShutdownGrace), options.ShutdownGrace, TimeSpan.Zero, TimeSpan.FromHours(1));
        rules.Positive(nameof(options.RetryMin), options.RetryMin, TimeSpan.FromHours(1));
        rules.Positive(nameof(options.RetryMax), options.RetryMax, TimeSpan.FromDays(1));
        rules.NotShorterThan(nameof(options.RetryMax), options.RetryMax, nameof(options.RetryMin), options.RetryMin, "waits grow from RetryMin to RetryMax.");
    }
}
