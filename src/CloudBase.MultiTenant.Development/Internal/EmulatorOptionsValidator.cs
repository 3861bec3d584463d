namespace CloudBase.MultiTenant.Development.Internal;

/// <summary>Checks all rules at once and shows the values.</summary>
internal sealed class EmulatorOptionsValidator(SettingPaths paths) : SettingsValidator<EmulatorOptions>(paths)
{
    private static readonly string[] s_realClouds = ["tencentcloudapi.com", "tencentyun.com", "tcloudbasegateway.com", "tencent.com"];

    protected override void Check(EmulatorOptions options, SettingRules rules)
    {
        rules.WebAddress(nameof(options.Endpoint), options.Endpoint, httpsAllowed: false);
        bool isReal = options.Endpoint is { IsAbsoluteUri: true } endpoint && s_realClouds.Any(real => endpoint.Host == real || endpoint.Host.EndsWith("." + real, StringComparison.OrdinalIgnoreCase));
        rules.Must(
            nameof(options.Endpoint),
            "not the real cloud",
            !isReal,
            $"is at {(options.Endpoint is { IsAbsoluteUri: true } shown ? shown.Host : string.Empty)}, the real cloud: call UseTencentCloud() for it, which knows that it spends money.");
        if (options.EndpointIsFromVariable && (isReal || options.Endpoint is not { IsAbsoluteUri: true, Scheme: "http", PathAndQuery: "/" }))
        {
            rules.Refuse(nameof(options.Endpoint), $"was read from the environment variable {EmulatorVariables.Endpoint}: correct it there, or unset it.");
        }

        rules.Between(nameof(options.Port), options.Port, 0, 65535, "give 1 to 65535, or 0 for a free one.");
        rules.Must(nameof(options.SecretId), "not empty", !string.IsNullOrWhiteSpace(options.SecretId), "is empty: give the emulator's, or leave it out.");
        rules.Must(nameof(options.SecretKey), "not null", options.SecretKey is not null, "is null: give the emulator's, or leave it out.");
        rules.Must(
            nameof(options.ManagementEnvironment),
            "the id of an environment",
            EnvironmentId.TryParse(options.ManagementEnvironment, out _),
            $"is '{options.ManagementEnvironment}': give the id that the emulator prints at its start, or leave it out.");
        rules.Must(
            nameof(options.DataDirectory),
            "a directory's path",
            options.DataDirectory is not { } directory || (!string.IsNullOrWhiteSpace(directory) && !directory.Contains('\0', StringComparison.Ordinal)),
            "is no directory's path: give one, or leave it out.");
        rules.Between(nameof(options.ReadyDelay), options.ReadyDelay, TimeSpan.Zero, TimeSpan.FromDays(365));
        rules.Between(nameof(options.ListLag), options.ListLag, TimeSpan.Zero, TimeSpan.FromDays(365));
    }
}
