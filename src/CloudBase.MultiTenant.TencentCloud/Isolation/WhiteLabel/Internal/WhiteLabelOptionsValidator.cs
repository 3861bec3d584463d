namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>Finds everything that is wrong with the options at once.</summary>
internal sealed class WhiteLabelOptionsValidator(SettingPaths paths) : SettingsValidator<WhiteLabelOptions>(paths)
{
    protected override void Check(WhiteLabelOptions options, SettingRules rules)
    {
        rules.Must(
            nameof(options.FederationName),
            "1 to 32 letters",
            options.FederationName is { Length: >= 1 and <= 32 } name && name.All(char.IsAsciiLetter),
            $"is '{options.FederationName}': give 1 to 32 letters of a-z and A-Z.");
        rules.Between(nameof(options.VerifyPatience), options.VerifyPatience, TimeSpan.Zero, TimeSpan.FromHours(1));
    }
}
