using CloudBase.MultiTenant.Options;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>What the pool's options and the engine's say together.</summary>
internal sealed class PoolRule(IOptions<EnvironmentPoolOptions> pool, SettingPaths paths) : IValidateOptions<CloudBaseOptions>
{
    public ValidateOptionsResult Validate(string? name, CloudBaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            return pool.Value.MinPaidLeft > options.Renewal.LeadTime
                ? ValidateOptionsResult.Fail(
                    $"{CloudBaseErrorCodes.ContradictorySettings}: {paths.Of<EnvironmentPoolOptions>(nameof(EnvironmentPoolOptions.MinPaidLeft))} is {Shown.Time(pool.Value.MinPaidLeft)}, longer than {paths.Of<RenewalOptions>(nameof(RenewalOptions.LeadTime))} {Shown.Time(options.Renewal.LeadTime)}: between the two, an environment would be neither claimed nor renewed.")
                : ValidateOptionsResult.Success;
        }
        catch (OptionsValidationException)
        {
            return ValidateOptionsResult.Skip;
        }
    }
}
