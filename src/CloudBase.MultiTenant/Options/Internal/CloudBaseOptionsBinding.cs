using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Options;

/// <summary>Binds the engine's options and refuses what could not be read.</summary>
internal sealed class CloudBaseOptionsBinding(ConfigurationTree tree, SettingPaths paths) : IConfigureOptions<CloudBaseOptions>, IValidateOptions<CloudBaseOptions>
{
    private static readonly (string Path, Func<CloudBaseOptions, object> Get)[] s_parts =
    [
        (string.Empty, o => o),
        (nameof(CloudBaseOptions.Provisioning), o => o.Provisioning),
        (nameof(CloudBaseOptions.Operations), o => o.Operations),
        (nameof(CloudBaseOptions.Renewal), o => o.Renewal),
        (nameof(CloudBaseOptions.Credentials), o => o.Credentials),
        (nameof(CloudBaseOptions.Costs), o => o.Costs),
    ];

    /// <summary>Says which parts of the tree these options are; false when it was said before.</summary>
    public static bool TryAddParts(ConfigurationTree tree)
    {
        if (!tree.TryAddPart(string.Empty, typeof(CloudBaseOptions)))
        {
            return false;
        }

        tree.TryAddPart(nameof(CloudBaseOptions.Provisioning), typeof(ProvisioningOptions));
        tree.TryAddPart(nameof(CloudBaseOptions.Operations), typeof(OperationOptions));
        tree.TryAddPart(nameof(CloudBaseOptions.Renewal), typeof(RenewalOptions));
        tree.TryAddPart(nameof(CloudBaseOptions.Credentials), typeof(CredentialOptions));
        tree.TryAddPart(nameof(CloudBaseOptions.Costs), typeof(CostOptions));
        return true;
    }

    public void Configure(CloudBaseOptions options)
    {
        options.Paths = paths;
        foreach ((string path, Func<CloudBaseOptions, object> get) in s_parts)
        {
            tree.Read(path, get(options));
        }
    }

    public ValidateOptionsResult Validate(string? name, CloudBaseOptions options)
    {
        List<string> problems = [.. s_parts.SelectMany(part => tree.FindProblems(part.Path))];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
