namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>Checks the pool's options, everything at once.</summary>
internal sealed class EnvironmentPoolOptionsValidator(SettingPaths paths) : SettingsValidator<EnvironmentPoolOptions>(paths)
{
    private const int Most = 10_000;

    protected override void Check(EnvironmentPoolOptions options, SettingRules rules)
    {
        rules.Between(nameof(options.Target), options.Target, 0, Most, "each of them is paid while nobody uses it.");
        rules.Between(nameof(options.Ceiling), options.Ceiling ?? options.CeilingOrDefault, 0, 3 * Most, "give the most that may be paid for at a time.");
        rules.MustAgree(
            nameof(options.Ceiling), "at least Target", options.CeilingOrDefault >= options.Target,
            $"is {options.Ceiling}, less than Target {options.Target}: the pool would never be full.");
        rules.NotBlank(nameof(options.PackageId), options.PackageId);
        rules.NotBlank(nameof(options.Region), options.Region);
        rules.Must(nameof(options.Resources), "each once", options.Resources is not null && options.Resources.Distinct().Count() == options.Resources.Count, "names a resource twice, or is null: name each once.");
        rules.Between(nameof(options.OrdersPerSecond), options.OrdersPerSecond, 0, 1000, leastExcluded: true);
        rules.Between(nameof(options.RefillShare), options.RefillShare, 0, 1, leastExcluded: true);
        rules.Between(nameof(options.MaxCreating), options.MaxCreating, 1, Most, "give at least 1.");
        rules.Between(nameof(options.FailuresToClose), options.FailuresToClose, 1, 1000, "give at least 1.");
        rules.Positive(nameof(options.ClosedFor), options.ClosedFor, TimeSpan.FromDays(7));
        rules.Between(nameof(options.MinPaidLeft), options.MinPaidLeft, TimeSpan.Zero, TimeSpan.FromDays(365));
        rules.Between(nameof(options.MaxRepairs), options.MaxRepairs, 0, 100, "give 0 or more.");
        rules.Positive(nameof(options.Interval), options.Interval, TimeSpan.FromHours(1));
        rules.Positive(nameof(options.LookInterval), options.LookInterval, TimeSpan.FromDays(7));
    }
}
