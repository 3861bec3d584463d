using System.Globalization;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Sandboxes.E2B;

/// <summary>Finds everything that is wrong with the options at once.</summary>
internal sealed class E2BSandboxOptionsValidator(Func<string, string?> environmentVariable) : IValidateOptions<E2BSandboxOptions>
{
    private const string Section = "CloudBase:Sandboxes:E2B";

    public ValidateOptionsResult Validate(string? name, E2BSandboxOptions options)
    {
        List<string> problems = [];
        if (string.IsNullOrEmpty(options.Domain) || options.Domain.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:"))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:Domain is '{options.Domain}': give a domain, with a port where it has one, such as e2b.app or ap-guangzhou.tencentags.com.");
        }

        CheckAddress(nameof(options.ApiUrl), options.ApiUrl, problems);
        CheckAddress(nameof(options.SandboxUrl), options.SandboxUrl, problems);
        if (options.PortUrl is { } pattern && (!pattern.Contains("{id}", StringComparison.Ordinal) || !pattern.Contains("{port}", StringComparison.Ordinal)
            || !Uri.TryCreate(pattern.Replace("{id}", "i", StringComparison.Ordinal).Replace("{port}", "80", StringComparison.Ordinal), UriKind.Absolute, out Uri? uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:PortUrl is '{pattern}': give an address with {{id}} and {{port}} in it, such as https://{{port}}-{{id}}.preview.example.com/.");
        }

        if (options.ApiKey is null && options.ApiUrl is null && string.IsNullOrEmpty(environmentVariable(E2BKeys.Variable)))
        {
            problems.Add($"{CloudBaseErrorCodes.MissingSetting}: {Section}:ApiKey is missing: set it, or the environment variable {E2BKeys.Variable}.");
        }

        if (!Enum.IsDefined(options.ApiVersion))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:ApiVersion is {(int)options.ApiVersion}: give Automatic, First or Second.");
        }

        Within(nameof(options.DefaultLifetime), options.DefaultLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30), problems);
        Within(nameof(options.RequestTimeout), options.RequestTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), problems);
        Within(nameof(options.MaxRetries), options.MaxRetries, 0, 10, problems);
        Within(nameof(options.MaxRetryDelay), options.MaxRetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), problems);
        Within(nameof(options.SettleTimeout), options.SettleTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(10), problems);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void CheckAddress(string name, Uri? address, List<string> problems)
    {
        if (address is null)
        {
            return;
        }

        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:{name} is '{address}': give an absolute address with http or https, such as http://127.0.0.1:4680.");
        }
        else if (address.UserInfo.Length > 0 || address.PathAndQuery != "/" || address.Fragment.Length > 0)
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:{name} at {address.Host} has more than it may: give scheme, host and port only.");
        }
        else if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback && !address.Host.EndsWith(".internal", StringComparison.Ordinal) && address.HostNameType == UriHostNameType.Dns && address.Host.Contains('.', StringComparison.Ordinal))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:{name} is '{address}': keys and tokens would cross the network in the open; give https, or http to this machine, an address by number or a host of the own network.");
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
