using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Development.Internal;

/// <summary>Checks all rules at once and shows the values.</summary>
internal sealed class EmulatorOptionsValidator : IValidateOptions<EmulatorOptions>
{
    private const string Section = "CloudBase:Emulator";
    private static readonly string[] s_realClouds = ["tencentcloudapi.com", "tencentyun.com", "tcloudbasegateway.com", "tencent.com"];

    public ValidateOptionsResult Validate(string? name, EmulatorOptions options)
    {
        List<string> problems = [];
        if (options.Endpoint is { } endpoint)
        {
            CheckEndpoint(endpoint, problems);
        }

        if (options.Port is < 0 or > 65535)
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:Port is {options.Port}: give 1 to 65535, or 0 for a free one.");
        }

        if (string.IsNullOrWhiteSpace(options.SecretId))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:SecretId is empty: give the emulator's, or leave it out.");
        }

        if (!EnvironmentId.TryParse(options.ManagementEnvironment, out _))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:ManagementEnvironment is '{options.ManagementEnvironment}': give the id that the emulator prints at its start, or leave it out.");
        }

        CheckTime(nameof(options.ReadyDelay), options.ReadyDelay, problems);
        CheckTime(nameof(options.ListLag), options.ListLag, problems);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void CheckEndpoint(Uri endpoint, List<string> problems)
    {
        if (!endpoint.IsAbsoluteUri || endpoint.Scheme != Uri.UriSchemeHttp || endpoint.PathAndQuery != "/")
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:Endpoint is '{endpoint}': give an http address without a path, such as http://127.0.0.1:4680.");
        }
        else if (s_realClouds.Any(real => endpoint.Host == real || endpoint.Host.EndsWith("." + real, StringComparison.OrdinalIgnoreCase)))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:Endpoint is '{endpoint}', the real cloud: call UseTencentCloud() for it, which knows that it spends money.");
        }
    }

    private static void CheckTime(string name, TimeSpan value, List<string> problems)
    {
        if (value < TimeSpan.Zero || value > TimeSpan.FromDays(365))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:{name} is {value:c}: give 0 to 365 days.");
        }
    }
}
