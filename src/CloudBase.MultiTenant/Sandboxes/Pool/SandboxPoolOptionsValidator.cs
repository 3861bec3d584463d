using System.Globalization;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Checks the options of a pool against each other, everything at once.</summary>
internal sealed class SandboxPoolOptionsValidator(SettingPaths paths) : SettingsValidator<SandboxPoolOptions>(paths)
{
    private const int LongestName = 40;
    private const int MostPorts = 65535;

    private readonly SettingPaths _paths = paths;

    /// <summary>Where a pool's options stand, below the section.</summary>
    public static string SectionOf(string pool) => "Sandboxes:Pools:" + pool;

    /// <summary>Whether a pool can have this name: its template has it too.</summary>
    public static bool IsName(string? name) =>
        name is { Length: >= 1 and <= LongestName } && !name.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-");

    private protected override string PathOf(string? name, string option) => _paths.Find(SectionOf(name ?? string.Empty), option) ?? $"The {option} of sandbox pool '{name}'";

    protected override void Check(SandboxPoolOptions options, SettingRules rules)
    {
        CheckTemplate(options, rules);
        rules.Between(nameof(options.WarmTarget), options.WarmTarget, 0, 10_000, "give how many stand ready, or 0 for none.");
        rules.Between(nameof(options.MaxTotal), options.MaxTotal, 1, 100_000, "a pool that may have none gives none.");
        rules.MustAgree(
            nameof(options.WarmTarget), "at most MaxTotal", options.WarmTarget <= options.MaxTotal, $"is {options.WarmTarget}, above MaxTotal {options.MaxTotal}: so many could never stand ready.");
        rules.Between(nameof(options.RefillPerSecond), options.RefillPerSecond, 0, 1000, leastExcluded: true);
        AtLeast(nameof(options.MaxRunningPerTenant), options.MaxRunningPerTenant, rules);
        AtLeast(nameof(options.MaxPerTenant), options.MaxPerTenant, rules);
        rules.Must(
            nameof(options.MaxPausedBytesPerTenant), "0 or more", options.MaxPausedBytesPerTenant is null or >= 0,
            string.Create(CultureInfo.InvariantCulture, $"is {options.MaxPausedBytesPerTenant}: give 0 or more, or leave it out for no limit."));
        rules.Must(
            nameof(options.AssumedPausedBytes), "1 or more", options.AssumedPausedBytes >= 1,
            string.Create(CultureInfo.InvariantCulture, $"is {options.AssumedPausedBytes}: give 1 or more, for what nobody can count is not nothing."));
        rules.Must(
            nameof(options.MaxMonthlySecondsPerTenant), "1 or more", options.MaxMonthlySecondsPerTenant is null or >= 1,
            string.Create(CultureInfo.InvariantCulture, $"is {options.MaxMonthlySecondsPerTenant}: give 1 or more, or leave it out for no limit."));
        rules.Defined(nameof(options.OnIdle), options.OnIdle);
        CheckTimes(options, rules);
        rules.Must(
            nameof(options.McpUser), "1 to 32 of a-z, 0-9, '-' and '_'",
            options.McpUser is null || (options.McpUser.Length is >= 1 and <= 32 && !options.McpUser.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-_")),
            $"is {SettingRules.Text(nameof(options.McpUser), options.McpUser)}: give the name of a user in the sandbox, or leave it out.");
    }

    private static void CheckTemplate(SandboxPoolOptions options, SettingRules rules)
    {
        rules.Required(nameof(options.Base), options.Base is not null, ": name the provider's template that sandboxes begin with, such as 'code-interpreter-v1'.");
        rules.NotBlank(nameof(options.Base), options.Base);
        rules.NotBlank(nameof(options.Provider), options.Provider);
        rules.NotBlank(nameof(options.PrepareScript), options.PrepareScript);
        rules.NotBlank(nameof(options.CheckCommand), options.CheckCommand);
        rules.NotBlank(nameof(options.ProbeCommand), options.ProbeCommand);
        rules.Must(
            nameof(options.Version), "1 to 32 of a-z, 0-9 and '.'",
            options.Version is { Length: >= 1 and <= 32 } && !options.Version.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789."),
            $"is {SettingRules.Text(nameof(options.Version), options.Version)}: give 1 to 32 of a-z, 0-9 and '.', such as 1.2.0.");
        rules.Must(
            nameof(options.Ports), $"1 to {MostPorts} each", options.Ports.Values.All(p => p is >= 1 and <= MostPorts),
            $"name {string.Join(", ", options.Ports.Values.Where(p => p is < 1 or > MostPorts))}, which is no port: give 1 to {MostPorts}.");
        foreach (string path in options.Files.Keys.Where(path => TemplateRules.IsNoFilePath(path)))
        {
            rules.Refuse(nameof(options.Files), $"name '{path}': give a relative path in the home, without '.' and '..' in it, and not in {HomePaths.Own}.");
        }
    }

    private static void CheckTimes(SandboxPoolOptions options, SettingRules rules)
    {
        TimeSpan second = TimeSpan.FromSeconds(1);
        TimeSpan minute = TimeSpan.FromMinutes(1);
        rules.Between(nameof(options.PrepareTimeout), options.PrepareTimeout, second, TimeSpan.FromHours(1));
        rules.Between(nameof(options.IdleAfter), options.IdleAfter, second, TimeSpan.FromDays(30));
        rules.Between(nameof(options.IdleGrace), options.IdleGrace, TimeSpan.Zero, TimeSpan.FromDays(1));
        rules.Between(nameof(options.KeepPaused), options.KeepPaused, minute, TimeSpan.FromDays(365));
        rules.Between(nameof(options.MaxLife), options.MaxLife, minute, TimeSpan.FromDays(30));
        rules.Between(nameof(options.ProviderLifetime), options.ProviderLifetime, minute, TimeSpan.FromHours(24));
        rules.Between(nameof(options.WaitForWarm), options.WaitForWarm, TimeSpan.Zero, minute);
        rules.Between(nameof(options.WaitForRoom), options.WaitForRoom, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        rules.Between(nameof(options.StartTimeout), options.StartTimeout, second, TimeSpan.FromHours(1));
        rules.Between(nameof(options.CallTimeout), options.CallTimeout, second, TimeSpan.FromMinutes(10));
        rules.Between(nameof(options.LeaseDuration), options.LeaseDuration, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10));
        rules.Between(nameof(options.LeaseRenewal), options.LeaseRenewal, second, TimeSpan.FromMinutes(5));
        rules.MustAgree(
            nameof(options.LeaseRenewal), "at most half of LeaseDuration", options.LeaseRenewal <= options.LeaseDuration / 2,
            $"is {Options.Shown.Time(options.LeaseRenewal)}, more than half of LeaseDuration {Options.Shown.Time(options.LeaseDuration)}: one renewal that fails would lose the sandbox.");
        rules.Between(nameof(options.CheckInterval), options.CheckInterval, second, TimeSpan.FromHours(1));
        rules.MustAgree(
            nameof(options.CheckInterval), "at most half of ProviderLifetime", options.CheckInterval <= options.ProviderLifetime / 2,
            $"is {Options.Shown.Time(options.CheckInterval)}, more than half of ProviderLifetime {Options.Shown.Time(options.ProviderLifetime)}: sandboxes would end before they are extended.");
        rules.MustAgree(
            nameof(options.LeaseRenewal), "at most half of ProviderLifetime", options.LeaseRenewal <= options.ProviderLifetime / 2,
            $"is {Options.Shown.Time(options.LeaseRenewal)}, more than half of ProviderLifetime {Options.Shown.Time(options.ProviderLifetime)}: what is held is extended with each renewal, and would end before.");
        rules.MustAgree(
            nameof(options.IdleGrace), "at most half of ProviderLifetime", options.IdleGrace <= options.ProviderLifetime / 2,
            $"is {Options.Shown.Time(options.IdleGrace)}, more than half of ProviderLifetime {Options.Shown.Time(options.ProviderLifetime)}: what is marked is extended once, and would end before it is paused.");
        rules.Between(nameof(options.OrphanInterval), options.OrphanInterval, second, TimeSpan.FromDays(1));
        rules.Between(nameof(options.OrphanAge), options.OrphanAge, second, TimeSpan.FromDays(7));
    }

    private static void AtLeast(string option, int? value, SettingRules rules) =>
        rules.Must(option, "1 or more", value is null or >= 1, string.Create(CultureInfo.InvariantCulture, $"is {value}: give 1 or more, or leave it out for no limit."));
}
