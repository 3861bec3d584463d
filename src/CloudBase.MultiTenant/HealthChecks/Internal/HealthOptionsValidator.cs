using CloudBase.MultiTenant.Options;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.HealthChecks;

/// <summary>Checks the thresholds, everything at once.</summary>
internal sealed class HealthOptionsValidator(IOptions<CloudBaseOptions> root) : IValidateOptions<CloudBaseHealthOptions>
{
    public ValidateOptionsResult Validate(string? name, CloudBaseHealthOptions options)
    {
        OptionRules rules = new(root.Value.PathOf("Health"));
        rules.NotNegative(nameof(options.CacheDuration), options.CacheDuration);
        rules.AtMost(nameof(options.CacheDuration), options.CacheDuration, TimeSpan.FromMinutes(10), "a probe would show what was long ago.");
        rules.AtLeast(nameof(options.Timeout), options.Timeout, TimeSpan.FromMilliseconds(100), "no cloud answers that fast each time.");
        rules.AtMost(nameof(options.Timeout), options.Timeout, TimeSpan.FromMinutes(1), "whoever probes has given up by then.");
        rules.AtLeast(nameof(options.OverdueAfter), options.OverdueAfter, TimeSpan.FromSeconds(1), "a host looks every few seconds for what is due.");
        rules.Between(nameof(options.MaxParked), options.MaxParked, 0, int.MaxValue, "give 0 or more.");
        rules.Positive(nameof(options.ClockWarning), options.ClockWarning);
        rules.AtLeast(nameof(options.ClockLimit), options.ClockLimit, options.ClockWarning, "it would be Unhealthy before it is Degraded.");
        return rules.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(rules.Problems);
    }
}
