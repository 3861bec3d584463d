namespace CloudBase.MultiTenant.Sandboxes.E2B;

/// <summary>Finds everything that is wrong with the options at once.</summary>
internal sealed class E2BSandboxOptionsValidator(SettingPaths paths, Func<string, string?> environmentVariable) : SettingsValidator<E2BSandboxOptions>(paths)
{
    protected override void Check(E2BSandboxOptions options, SettingRules rules)
    {
        rules.Must(
            nameof(options.Domain),
            "a domain, with a port where it has one",
            !string.IsNullOrEmpty(options.Domain) && !options.Domain.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:"),
            $"is '{options.Domain}': give a domain, with a port where it has one, such as e2b.app or ap-guangzhou.tencentags.com.");
        CheckAddress(nameof(options.ApiUrl), options.ApiUrl, rules);
        CheckAddress(nameof(options.SandboxUrl), options.SandboxUrl, rules);
        rules.Must(
            nameof(options.PortUrl),
            "an address with {id} and {port} in it",
            options.PortUrl is not { } pattern || IsPortUrl(pattern),
            $"is '{options.PortUrl}': give an address with {{id}} and {{port}} in it, such as https://{{port}}-{{id}}.preview.example.com/.");
        if (options.ApiKey is null && options.ApiUrl is null && string.IsNullOrEmpty(environmentVariable(E2BKeys.Variable)))
        {
            rules.Missing(nameof(options.ApiKey), $": set it, or the environment variable {E2BKeys.Variable}.");
        }

        CheckKeyBelongsThere(options, rules);

        rules.Defined(nameof(options.ApiVersion), options.ApiVersion);
        rules.Between(nameof(options.DefaultLifetime), options.DefaultLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30));
        rules.Between(nameof(options.RequestTimeout), options.RequestTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        rules.Between(nameof(options.MaxRetries), options.MaxRetries, 0, 10, "more would only keep the caller waiting.");
        rules.Between(nameof(options.MaxRetryDelay), options.MaxRetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        rules.Between(nameof(options.SettleTimeout), options.SettleTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(10));
    }

    // The client asks again at each call, for the key may change.
    private void CheckKeyBelongsThere(E2BSandboxOptions options, SettingRules rules)
    {
        SecretString? key = options.ApiKey ?? (environmentVariable(E2BKeys.Variable) is { Length: > 0 } text ? new SecretString(text) : null);
        if ((options.ApiUrl is { IsAbsoluteUri: true } address || (options.ApiUrl is null && Uri.TryCreate($"https://api.{options.Domain}", UriKind.Absolute, out address)))
            && E2BKeyGuard.Problem(key, address) is { } problem)
        {
            rules.Report(CloudBaseErrorCodes.EmulatorKeyAtCloud, nameof(options.ApiKey), $"cannot be used: {problem}");
        }
    }

    private static void CheckAddress(string option, Uri? address, SettingRules rules)
    {
        rules.WebAddress(option, address);
        rules.HttpWithinTheOwnNetwork(option, address);
    }

    private static bool IsPortUrl(string pattern) =>
        pattern.Contains("{id}", StringComparison.Ordinal) && pattern.Contains("{port}", StringComparison.Ordinal)
        && Uri.TryCreate(pattern.Replace("{id}", "i", StringComparison.Ordinal).Replace("{port}", "80", StringComparison.Ordinal), UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
