namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>Finds everything that is wrong with the options at once.</summary>
internal sealed class CamSubAccountOptionsValidator(SettingPaths paths) : SettingsValidator<CamSubAccountOptions>(paths)
{
    private const int MaxLimit = 1_000_000;

    protected override void Check(CamSubAccountOptions options, SettingRules rules)
    {
        rules.Between(nameof(options.MaxSubAccounts), options.MaxSubAccounts, 1, MaxLimit, "give the account's limit.");
        rules.Between(nameof(options.MaxPolicies), options.MaxPolicies, 1, MaxLimit, "give the account's limit.");
        rules.Between(nameof(options.VerifyPatience), options.VerifyPatience, TimeSpan.Zero, TimeSpan.FromHours(1));
        rules.Must(
            nameof(options.SignInAddress),
            "an https address with {account} in it",
            options.SignInAddress is not { } address || IsSignInAddress(address),
            $"is '{options.SignInAddress}': give an https address with {{account}} in it, such as https://cloud.tencent.com/login/subAccount/{{account}}.");
    }

    private static bool IsSignInAddress(string address) =>
        address.Contains("{account}", StringComparison.Ordinal)
        && Uri.TryCreate(address.Replace("{account}", "1", StringComparison.Ordinal).Replace("{user}", "u", StringComparison.Ordinal), UriKind.Absolute, out Uri? uri)
        && uri.Scheme == Uri.UriSchemeHttps;
}
