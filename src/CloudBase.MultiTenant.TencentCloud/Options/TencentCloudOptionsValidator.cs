namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Checks all rules at once and shows the values, secrets excepted.</summary>
internal sealed class TencentCloudOptionsValidator(SettingPaths paths, Func<string, string?> environmentVariable) : SettingsValidator<TencentCloudOptions>(paths)
{
    private const int MaxRate = 100_000;
    private const string RegionRule = "a-z, 0-9 and '-'";
    private const string RegionAdvice = "give a region such as ap-shanghai, of a-z, 0-9 and '-'.";

    protected override void Check(TencentCloudOptions options, SettingRules rules)
    {
        CheckKeys(options, rules);
        CheckAddresses(options, rules);
        CheckKeyBelongsThere(options, rules);
        CheckTimes(options, rules);
        CheckNumbers(options, rules);
    }

    private void CheckKeys(TencentCloudOptions options, SettingRules rules)
    {
        rules.Must(
            nameof(options.SecretId),
            "visible ASCII without ',' and '/'",
            string.IsNullOrWhiteSpace(options.SecretId) || !(options.SecretId.AsSpan().ContainsAnyExceptInRange('!', '~') || options.SecretId.AsSpan().ContainsAny(',', '/')),
            $"has {options.SecretId?.Length} characters, of which one is no visible ASCII, or ',' or '/': check how it was copied.");
        rules.NotBlank(nameof(options.AutoRenewalProductCode), options.AutoRenewalProductCode);
        if (options.CredentialSource is not null)
        {
            return;
        }

        bool hasId = !string.IsNullOrWhiteSpace(options.SecretId);
        if (hasId != options.SecretKey is not null)
        {
            rules.Missing(hasId ? nameof(options.SecretKey) : nameof(options.SecretId), ", but the other half is there: give both halves of one key, or neither.");
        }
        else if (!hasId && (string.IsNullOrEmpty(environmentVariable(CredentialReader.IdVariable)) || string.IsNullOrEmpty(environmentVariable(CredentialReader.KeyVariable))))
        {
            rules.Missing(
                nameof(options.SecretId),
                $", and so is SecretKey: set both, or CredentialSource, or the environment variables {CredentialReader.IdVariable} and {CredentialReader.KeyVariable}.");
        }
    }

    // The transport asks again at each call, for keys may come from elsewhere and change.
    private void CheckKeyBelongsThere(TencentCloudOptions options, SettingRules rules)
    {
        if (options.CredentialSource is null && options.Endpoint is not { IsAbsoluteUri: false } && options.Site is TencentCloudSite.Domestic or TencentCloudSite.International
            && KeyGuard.Problem(options.SecretId ?? environmentVariable(CredentialReader.IdVariable), ServiceEndpoint.For("tcb", options).Address) is { } problem)
        {
            rules.Report(CloudBaseErrorCodes.EmulatorKeyAtCloud, nameof(options.SecretId), $"cannot be used: {problem}");
        }
    }

    private static void CheckAddresses(TencentCloudOptions options, SettingRules rules)
    {
        rules.Must(nameof(options.Region), RegionRule, IsRegion(options.Region), $"is '{options.Region}': {RegionAdvice}");
        for (int i = 0; i < options.Regions?.Count; i++)
        {
            if (!IsRegion(options.Regions[i]))
            {
                rules.Refuse($"{nameof(options.Regions)}:{i}", $"is '{options.Regions[i]}': {RegionAdvice}");
            }
        }

        rules.Must(nameof(options.Regions), RegionRule + " each", options.Regions is not null, "is null: give a list, which may be empty.");
        rules.Defined(nameof(options.Site), options.Site);
        rules.OneOf(nameof(options.Language), options.Language, "en-US", "zh-CN");
        rules.WebAddress(nameof(options.Endpoint), options.Endpoint);
        rules.WebAddress(nameof(options.GatewayEndpoint), options.GatewayEndpoint, pathAllowed: true);
    }

    private static bool IsRegion(string? region) =>
        !string.IsNullOrEmpty(region) && !region.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static void CheckTimes(TencentCloudOptions options, SettingRules rules)
    {
        rules.Between(nameof(options.AttemptTimeout), options.AttemptTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        rules.Between(nameof(options.TotalTimeout), options.TotalTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        rules.NotShorterThan(nameof(options.TotalTimeout), options.TotalTimeout, nameof(options.AttemptTimeout), options.AttemptTimeout, "no attempt could be finished.");
        rules.Between(nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        rules.NotLongerThan(nameof(options.ConnectTimeout), options.ConnectTimeout, nameof(options.AttemptTimeout), options.AttemptTimeout, "an attempt would be over first.");
        rules.Between(nameof(options.RetryDelay), options.RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        rules.Between(nameof(options.MaxRetryDelay), options.MaxRetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        rules.NotShorterThan(nameof(options.MaxRetryDelay), options.MaxRetryDelay, nameof(options.RetryDelay), options.RetryDelay, "waits grow from RetryDelay to MaxRetryDelay.");
        rules.Between(nameof(options.MaxRateLimitWait), options.MaxRateLimitWait, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        rules.Between(nameof(options.IsolationPeriod), options.IsolationPeriod, TimeSpan.Zero, TimeSpan.FromDays(365));
        rules.Between(nameof(options.ClockLimit), options.ClockLimit, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        rules.Between(nameof(options.ClockWarning), options.ClockWarning, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        rules.NotLongerThan(nameof(options.ClockWarning), options.ClockWarning, nameof(options.ClockLimit), options.ClockLimit, "a warning that comes after the stop helps nobody.");
    }

    private static void CheckNumbers(TencentCloudOptions options, SettingRules rules)
    {
        rules.Between(nameof(options.MaxRetries), options.MaxRetries, 0, 10, "more would only keep the caller waiting.");
        rules.Between(nameof(options.MaxResponseBytes), options.MaxResponseBytes, 64 * 1024, 256 * 1024 * 1024, "give 64 KiB to 256 MiB.");
        rules.Between(nameof(options.RateLimitShare), options.RateLimitShare, 0, 1, leastExcluded: true);
        rules.Must(nameof(options.RateLimits), $"0 to {MaxRate} by service.Action", options.RateLimits is not null, "is null: give a dictionary, which may be empty.");
        foreach ((string action, int rate) in options.RateLimits ?? new Dictionary<string, int>())
        {
            if (rate is < 0 or > MaxRate || action.Split('.') is not [{ Length: > 0 }, { Length: > 0 }])
            {
                rules.Refuse(
                    $"{nameof(options.RateLimits)}:{action}",
                    $"is {rate}: give 0 (no limit) to {MaxRate} requests a second under service.Action, such as tcb.CreateEnv.");
            }
        }
    }
}
