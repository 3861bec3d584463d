using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>RenewalPolicy.Auto needs a product code that no document names.</summary>
internal sealed class RenewalRule(IOptions<TencentCloudOptions> cloud, SettingPaths paths) : IValidateOptions<CloudBaseOptions>
{
    public ValidateOptionsResult Validate(string? name, CloudBaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            return options.Renewal.Policy == RenewalPolicy.Auto && string.IsNullOrWhiteSpace(cloud.Value.AutoRenewalProductCode)
                ? ValidateOptionsResult.Fail(
                    $"{CloudBaseErrorCodes.MissingSetting}: {paths.Of<TencentCloudOptions>(nameof(TencentCloudOptions.AutoRenewalProductCode))} is missing, and {paths.Of<RenewalOptions>(nameof(RenewalOptions.Policy))} is Auto: no document names CloudBase's code at the billing service. Read it in a bill, or choose Managed.")
                : ValidateOptionsResult.Success;
        }
        catch (OptionsValidationException)
        {
            return ValidateOptionsResult.Skip;
        }
    }
}
