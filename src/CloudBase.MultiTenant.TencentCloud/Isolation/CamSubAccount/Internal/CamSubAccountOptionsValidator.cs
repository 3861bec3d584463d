using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>Finds everything that is wrong with the options at once.</summary>
internal sealed class CamSubAccountOptionsValidator : IValidateOptions<CamSubAccountOptions>
{
    public ValidateOptionsResult Validate(string? name, CamSubAccountOptions options)
    {
        List<string> problems = [];
        Check(nameof(options.MaxSubAccounts), options.MaxSubAccounts);
        Check(nameof(options.MaxPolicies), options.MaxPolicies);
        if (options.VerifyPatience < TimeSpan.Zero || options.VerifyPatience > TimeSpan.FromHours(1))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: CloudBase:CamSubAccount:VerifyPatience is {options.VerifyPatience}: give 00:00:00 to 01:00:00.");
        }

        if (options.SignInAddress is { } address && (!address.Contains("{account}", StringComparison.Ordinal)
            || !Uri.TryCreate(address.Replace("{account}", "1", StringComparison.Ordinal).Replace("{user}", "u", StringComparison.Ordinal), UriKind.Absolute, out Uri? uri)
            || uri.Scheme != Uri.UriSchemeHttps))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: CloudBase:CamSubAccount:SignInAddress is '{address}': give an https address with {{account}} in it, such as https://cloud.tencent.com/login/subAccount/{{account}}.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Check(string option, int value)
        {
            if (value is < 1 or > 1_000_000)
            {
                problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: CloudBase:CamSubAccount:{option} is {value}: give 1 to 1000000.");
            }
        }
    }
}
