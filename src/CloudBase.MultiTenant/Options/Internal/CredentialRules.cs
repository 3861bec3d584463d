namespace CloudBase.MultiTenant.Options;

internal static class CredentialRules
{
    private const int MaxSlots = 5;

    public static void Check(CredentialOptions options, SettingRules rules)
    {
        rules.AtLeast(nameof(options.ApiKeyLifetime), options.ApiKeyLifetime, TimeSpan.FromHours(2), "the cloud issues no API key for less.");
        rules.AtMost(nameof(options.ApiKeyLifetime), options.ApiKeyLifetime, TimeSpan.FromDays(30), "a key that leaked would work too long.");
        rules.AtLeast(nameof(options.TemporaryKeyLifetime), options.TemporaryKeyLifetime, TimeSpan.FromMinutes(1), "temporary keys would expire on the way.");
        rules.AtMost(nameof(options.TemporaryKeyLifetime), options.TemporaryKeyLifetime, TimeSpan.FromHours(36), "the cloud issues none for more.");
        rules.Between(nameof(options.MinimumRemaining), options.MinimumRemaining, TimeSpan.Zero, TimeSpan.FromDays(30));
        NotLongerThan(nameof(options.ApiKeyLifetime), options.ApiKeyLifetime, options, rules);
        NotLongerThan(nameof(options.TemporaryKeyLifetime), options.TemporaryKeyLifetime, options, rules);
        rules.Between(nameof(options.MaxSlots), options.MaxSlots, 1, MaxSlots, "an environment has five API keys at most, people's included.");
        rules.Between(nameof(options.CacheCapacity), options.CacheCapacity, 1, int.MaxValue, "at least one credential is kept.");
        rules.Between(nameof(options.TenantCheckInterval), options.TenantCheckInterval, TimeSpan.Zero, TimeSpan.FromDays(1));
        rules.Positive(nameof(options.ClaimDuration), options.ClaimDuration, TimeSpan.FromHours(1));
    }

    private static void NotLongerThan(string name, TimeSpan lifetime, CredentialOptions options, SettingRules rules) =>
        rules.MustAgree(
            nameof(options.MinimumRemaining),
            $"shorter than {name}",
            options.MinimumRemaining < lifetime,
            $"is {Shown.Time(options.MinimumRemaining)}, not shorter than {name} {Shown.Time(lifetime)}: no credential could ever be handed out.");
}
