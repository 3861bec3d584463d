namespace CloudBase.MultiTenant.HealthChecks;

/// <summary>Checks the thresholds, everything at once.</summary>
internal sealed class HealthOptionsValidator(SettingPaths paths) : SettingsValidator<CloudBaseHealthOptions>(paths)
{
    protected override void Check(CloudBaseHealthOptions options, SettingRules rules)
    {
        rules.AtLeast(nameof(options.CacheDuration), options.CacheDuration, TimeSpan.Zero, "give zero to keep nothing.");
        rules.AtMost(nameof(options.CacheDuration), options.CacheDuration, TimeSpan.FromMinutes(10), "a probe would show what was long ago.");
        rules.AtLeast(nameof(options.Timeout), options.Timeout, TimeSpan.FromMilliseconds(100), "no cloud answers that fast each time.");
        rules.AtMost(nameof(options.Timeout), options.Timeout, TimeSpan.FromMinutes(1), "whoever probes has given up by then.");
        rules.AtLeast(nameof(options.OverdueAfter), options.OverdueAfter, TimeSpan.FromSeconds(1), "a host looks every few seconds for what is due.");
        rules.AtMost(nameof(options.OverdueAfter), options.OverdueAfter, TimeSpan.FromDays(30), "an operation is parked long before.");
        rules.Between(nameof(options.MaxParked), options.MaxParked, 0, int.MaxValue, "give 0 or more.");
        rules.AtLeast(nameof(options.PoolShortAfter), options.PoolShortAfter, TimeSpan.FromSeconds(1), "a pool that is used is short for a moment after each claim.");
        rules.AtMost(nameof(options.PoolShortAfter), options.PoolShortAfter, TimeSpan.FromDays(1), "nobody would hear of it.");
        rules.Positive(nameof(options.ClockWarning), options.ClockWarning, TimeSpan.FromHours(1));
        rules.Positive(nameof(options.ClockLimit), options.ClockLimit, TimeSpan.FromHours(1));
        rules.NotShorterThan(nameof(options.ClockLimit), options.ClockLimit, nameof(options.ClockWarning), options.ClockWarning, "it would be Unhealthy before it is Degraded.");
    }
}
