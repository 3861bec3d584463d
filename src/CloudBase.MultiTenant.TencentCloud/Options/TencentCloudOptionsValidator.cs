using System.Globalization;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Checks all rules at once and shows the values, secrets excepted.</summary>
internal sealed class TencentCloudOptionsValidator(Func<string, string?> environmentVariable) : IValidateOptions<TencentCloudOptions>
{
    internal const string Section = "CloudBase:TencentCloud";

    public ValidateOptionsResult Validate(string? name, TencentCloudOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> problems = [];
        CheckKeys(options, problems);
        CheckAddresses(options, problems);
        CheckKeyBelongsThere(options, problems);
        CheckTimes(options, problems);
        CheckNumbers(options, problems);

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private void CheckKeys(TencentCloudOptions options, List<string> problems)
    {
        if (options.CredentialSource is not null)
        {
            return;
        }

        bool hasId = !string.IsNullOrWhiteSpace(options.SecretId);
        if (hasId != options.SecretKey is not null)
        {
            problems.Add($"{CloudBaseErrorCodes.MissingSetting}: {Section}:{(hasId ? "SecretKey" : "SecretId")} is missing, but the other half is there: give both halves of one key, or neither.");
        }
        else if (!hasId && (string.IsNullOrEmpty(environmentVariable(CredentialReader.IdVariable)) || string.IsNullOrEmpty(environmentVariable(CredentialReader.KeyVariable))))
        {
            problems.Add($"{CloudBaseErrorCodes.MissingSetting}: {Section} has no keys: set SecretId and SecretKey or CredentialSource, or the environment variables {CredentialReader.IdVariable} and {CredentialReader.KeyVariable}.");
        }

        if (hasId && (options.SecretId.AsSpan().ContainsAnyExceptInRange('!', '~') || options.SecretId.AsSpan().ContainsAny(',', '/')))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:SecretId, of {options.SecretId!.Length} characters, holds one that is no visible ASCII, or ',' or '/': check how it was copied.");
        }
    }

    // The transport asks again at each call, for keys may come from elsewhere and change.
    private void CheckKeyBelongsThere(TencentCloudOptions options, List<string> problems)
    {
        if (options.CredentialSource is null && options.Endpoint is not { IsAbsoluteUri: false } && options.Site is TencentCloudSite.Domestic or TencentCloudSite.International
            && KeyGuard.Problem(options.SecretId ?? environmentVariable(CredentialReader.IdVariable), ServiceEndpoint.For("tcb", options).Address) is { } problem)
        {
            problems.Add($"{CloudBaseErrorCodes.EmulatorKeyAtCloud}: {Section}:SecretId cannot be used: {problem}");
        }
    }

    private static void CheckAddresses(TencentCloudOptions options, List<string> problems)
    {
        if (string.IsNullOrEmpty(options.Region) || options.Region.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-"))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:Region is '{options.Region}': give a region such as ap-shanghai, of a-z, 0-9 and '-'.");
        }

        if (!Enum.IsDefined(options.Site))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:Site is {(int)options.Site}: give Domestic or International.");
        }

        if (options.Language is not ("en-US" or "zh-CN"))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:Language is '{options.Language}': give en-US or zh-CN.");
        }

        CheckAddress(nameof(options.Endpoint), options.Endpoint, pathAllowed: false, problems);
        CheckAddress(nameof(options.GatewayEndpoint), options.GatewayEndpoint, pathAllowed: true, problems);
    }

    private static void CheckAddress(string name, Uri? address, bool pathAllowed, List<string> problems)
    {
        if (address is null)
        {
            return;
        }

        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:{name} is '{address}': give an absolute address with http or https, such as http://127.0.0.1:4680.");
        }
        else if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0 || (!pathAllowed && address.AbsolutePath != "/"))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:{name} is '{address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}' with more than it may have: give scheme, host{(pathAllowed ? ", port and path" : " and port")} only.");
        }
    }

    private static void CheckTimes(TencentCloudOptions options, List<string> problems)
    {
        Within(nameof(options.AttemptTimeout), options.AttemptTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), problems);
        Within(nameof(options.TotalTimeout), options.TotalTimeout, options.AttemptTimeout, TimeSpan.FromHours(1), problems);
        Within(nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromMilliseconds(100), options.AttemptTimeout, problems);
        Within(nameof(options.RetryDelay), options.RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), problems);
        Within(nameof(options.MaxRetryDelay), options.MaxRetryDelay, options.RetryDelay, TimeSpan.FromHours(1), problems);
        Within(nameof(options.MaxRateLimitWait), options.MaxRateLimitWait, TimeSpan.Zero, TimeSpan.FromMinutes(10), problems);
        Within(nameof(options.IsolationPeriod), options.IsolationPeriod, TimeSpan.Zero, TimeSpan.FromDays(365), problems);
        Within(nameof(options.ClockLimit), options.ClockLimit, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), problems);
        Within(nameof(options.ClockWarning), options.ClockWarning, TimeSpan.FromSeconds(1), options.ClockLimit, problems);
    }

    private static void CheckNumbers(TencentCloudOptions options, List<string> problems)
    {
        Within(nameof(options.MaxRetries), options.MaxRetries, 0, 10, problems);
        Within(nameof(options.MaxResponseBytes), options.MaxResponseBytes, 64 * 1024, 256 * 1024 * 1024, problems);
        if (options.RateLimitShare is not (> 0 and <= 1))
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{CloudBaseErrorCodes.InvalidSetting}: {Section}:RateLimitShare is {options.RateLimitShare}: give a share above 0, up to 1."));
        }

        foreach ((string action, int rate) in options.RateLimits)
        {
            if (rate is < 0 or > 100_000 || action.Split('.') is not [{ Length: > 0 }, { Length: > 0 }])
            {
                problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:RateLimits:{action} is {rate}: give 0 (no limit) to 100000 requests a second under service.Action, such as tcb.CreateEnv.");
            }
        }
    }

    private static void Within<T>(string name, T value, T least, T most, List<string> problems)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{CloudBaseErrorCodes.InvalidSetting}: {Section}:{name} is {value}: give {least} to {most}."));
        }
    }
}
