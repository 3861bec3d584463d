namespace CloudBase.MultiTenant.Options;

/// <summary>Checks the engine's options against each other and against physics, everything at once.</summary>
internal sealed class CloudBaseOptionsValidator(SettingPaths paths) : SettingsValidator<CloudBaseOptions>(paths)
{
    private const int MaxHostNameLength = 128;

    protected override void Check(CloudBaseOptions options, SettingRules rules)
    {
        CheckRoot(options, rules);
        ProvisioningRules.Check(options.Provisioning, rules.Part(nameof(options.Provisioning)));
        OperationRules.Check(options.Operations, rules.Part(nameof(options.Operations)));
        RenewalRules.Check(options.Renewal, rules.Part(nameof(options.Renewal)));
        CredentialRules.Check(options.Credentials, rules.Part(nameof(options.Credentials)));
        SettingRules costs = rules.Part(nameof(options.Costs));
        costs.NotBlank(nameof(CostOptions.TenantPackageId), options.Costs.TenantPackageId);
        costs.NotBlank(nameof(CostOptions.ManagementPackageId), options.Costs.ManagementPackageId);
    }

    private static void CheckRoot(CloudBaseOptions options, SettingRules rules)
    {
        rules.Required(
            nameof(options.DeploymentName),
            options.DeploymentName is not null,
            ": name this installation, such as 'production'. It is pinned in the store, so that two installations cannot mix.");
        rules.Must(
            nameof(options.DeploymentName),
            "1 to 40 characters of a-z, 0-9 and '-', starting with a letter",
            options.DeploymentName is null || DeploymentName.TryParse(options.DeploymentName, out _),
            $"is '{options.DeploymentName}': it takes 1 to 40 characters of a-z, 0-9 and '-', starting with a letter.");
        rules.Must(
            nameof(options.ManagementEnvironment),
            "the id of an environment",
            options.ManagementEnvironment is null || EnvironmentId.TryParse(options.ManagementEnvironment, out _),
            $"is '{options.ManagementEnvironment}': give the id of an environment, as the cloud shows it.");
        rules.Must(
            nameof(options.HostName),
            $"1 to {MaxHostNameLength} visible characters",
            options.HostName is not { } host || (!string.IsNullOrWhiteSpace(host) && host.Length <= MaxHostNameLength && !host.Any(char.IsControl)),
            $"is '{options.HostName}': give 1 to {MaxHostNameLength} visible characters, or leave it out.");
        rules.NotBlank(nameof(options.DefaultIsolation), options.DefaultIsolation);
    }
}
