using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Tenants live in the region that the calls go to: an environment elsewhere would be bought, and then not be found.</summary>
internal sealed class RegionRule(IOptions<TencentCloudOptions> cloud, SettingPaths paths) : IValidateOptions<CloudBaseOptions>
{
    public ValidateOptionsResult Validate(string? name, CloudBaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            string region = cloud.Value.Region;
            return options.Provisioning.Region is { } asked && asked != region
                ? ValidateOptionsResult.Fail(
                    $"{CloudBaseErrorCodes.ContradictorySettings}: {paths.Of<ProvisioningOptions>(nameof(ProvisioningOptions.Region))} is '{asked}', and {paths.Of<TencentCloudOptions>(nameof(TencentCloudOptions.Region))} is '{region}': a host serves one region. Leave the first out, or give both the same.")
                : ValidateOptionsResult.Success;
        }
        catch (OptionsValidationException)
        {
            return ValidateOptionsResult.Skip;
        }
    }
}
