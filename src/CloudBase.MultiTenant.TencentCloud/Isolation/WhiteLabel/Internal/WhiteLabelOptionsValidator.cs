using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>Finds everything that is wrong with the options at once.</summary>
internal sealed class WhiteLabelOptionsValidator : IValidateOptions<WhiteLabelOptions>
{
    public ValidateOptionsResult Validate(string? name, WhiteLabelOptions options)
    {
        List<string> problems = [];
        if (options.FederationName is not { Length: >= 1 and <= 32 } federation || !federation.All(char.IsAsciiLetter))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: CloudBase:WhiteLabel:FederationName is '{options.FederationName}': give 1 to 32 letters of a-z and A-Z.");
        }

        if (options.VerifyPatience < TimeSpan.Zero || options.VerifyPatience > TimeSpan.FromHours(1))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: CloudBase:WhiteLabel:VerifyPatience is {options.VerifyPatience}: give 00:00:00 to 01:00:00.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
