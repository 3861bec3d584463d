using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Options;

/// <summary>Checks the engine's options against each other and against physics, everything at once.</summary>
internal sealed class CloudBaseOptionsValidator : IValidateOptions<CloudBaseOptions>
{
    private const int MaxHostNameLength = 128;

    public ValidateOptionsResult Validate(string? name, CloudBaseOptions options)
    {
        OptionRules rules = new(options.SectionPath);
        CheckRoot(options, rules);
        ProvisioningRules.Check(options.Provisioning, rules.Part(nameof(options.Provisioning)));
        OperationRules.Check(options.Operations, rules.Part(nameof(options.Operations)));
        RenewalRules.Check(options.Renewal, rules.Part(nameof(options.Renewal)));
        CredentialRules.Check(options.Credentials, rules.Part(nameof(options.Credentials)));
        OptionRules costs = rules.Part(nameof(options.Costs));
        costs.NotBlank(nameof(CostOptions.TenantPackageId), options.Costs.TenantPackageId);
        costs.NotBlank(nameof(CostOptions.ManagementPackageId), options.Costs.ManagementPackageId);
        return rules.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(rules.Problems);
    }

    private static void CheckRoot(CloudBaseOptions options, OptionRules rules)
    {
        if (options.DeploymentName is null)
        {
            rules.Missing(nameof(options.DeploymentName), ": name this installation, such as 'production'. It is pinned in the store, so that two installations cannot mix.");
        }
        else if (!DeploymentName.TryParse(options.DeploymentName, out _))
        {
            rules.Add(nameof(options.DeploymentName), $"is '{options.DeploymentName}': it takes 1 to 40 characters of a-z, 0-9 and '-', starting with a letter.");
        }

        if (options.ManagementEnvironment is { } management && !EnvironmentId.TryParse(management, out _))
        {
            rules.Add(nameof(options.ManagementEnvironment), $"is '{management}': give the id of an environment, as the cloud shows it.");
        }

        if (options.HostName is { } host && (string.IsNullOrWhiteSpace(host) || host.Length > MaxHostNameLength || host.Any(char.IsControl)))
        {
            rules.Add(nameof(options.HostName), $"is '{host}': give 1 to {MaxHostNameLength} visible characters, or leave it out.");
        }

        rules.NotBlank(nameof(options.DefaultIsolation), options.DefaultIsolation);
    }
}
