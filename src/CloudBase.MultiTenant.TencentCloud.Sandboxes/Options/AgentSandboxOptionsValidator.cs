using System.Globalization;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>Checks all rules at once and shows the values.</summary>
internal sealed class AgentSandboxOptionsValidator : IValidateOptions<AgentSandboxOptions>
{
    private const string Section = "CloudBase:Sandboxes:AgentSandbox";
    private const string NameCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    public ValidateOptionsResult Validate(string? name, AgentSandboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> problems = [];
        if (options.AuthMode != "TOKEN")
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:AuthMode is '{options.AuthMode}': give TOKEN. Anything else opens ports of a sandbox, where strangers' code runs, to whoever knows its id.");
        }

        CheckAddresses(options, problems);
        Within(nameof(options.TransitionTimeout), options.TransitionTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(30), problems);
        Within(nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1), problems);
        Within(nameof(options.MaxPollInterval), options.MaxPollInterval, options.PollInterval, TimeSpan.FromMinutes(5), problems);
        foreach (AgentSandboxTool tool in options.Tools)
        {
            CheckTool(tool, problems);
        }

        foreach (string twice in options.Tools.GroupBy(t => t.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:Tools has '{twice}' more than once: a name is unique in the account.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void CheckAddresses(AgentSandboxOptions options, List<string> problems)
    {
        if (Uri.CheckHostName(options.Domain) != UriHostNameType.Dns)
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:Domain is '{options.Domain}': give a host name such as tencentags.com, without scheme, port or region.");
        }

        if (options.DataPlaneUrl is { } url
            && (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.UserInfo.Length > 0 || url.PathAndQuery != "/" || url.Fragment.Length > 0))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {Section}:DataPlaneUrl is '{(url.IsAbsoluteUri ? url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : url)}' or has more than it may: give scheme, host and port only, such as http://127.0.0.1:4680.");
        }
    }

    private static void CheckTool(AgentSandboxTool tool, List<string> problems)
    {
        string path = $"{Section}:Tools '{tool.Name}'";
        if (tool.Name.Length is 0 or > 50 || tool.Name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {path} cannot be a name: give 1 to 50 letters, digits, '_' or '-'.");
        }

        if (string.IsNullOrWhiteSpace(tool.Type))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {path} has no type: give one such as code-interpreter.");
        }

        if (!Enum.IsDefined(tool.Network))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {path} has the network {(int)tool.Network}: give Isolated or Internet.");
        }

        if (tool.Description is { Length: > 200 })
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {path} has a description of {tool.Description.Length} characters: give 200 at most.");
        }

        if (tool.DefaultLifetime is { } lifetime && InstanceLifetime.Problem(lifetime) is { } problem)
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {path} has a default lifetime that cannot be: {problem}");
        }

        if ((tool.Image is null) != (tool.ImageRegistryType is null))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {path} has an {(tool.Image is null ? "ImageRegistryType without an Image" : "Image without an ImageRegistryType")}: give both, or neither.");
        }

        foreach (int port in tool.Ports.Where(p => p is < 1 or > 65535))
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {path} has the port {port}: give 1 to 65535.");
        }
    }

    private static void Within(string name, TimeSpan value, TimeSpan least, TimeSpan most, List<string> problems)
    {
        if (value < least || value > most)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{CloudBaseErrorCodes.InvalidSetting}: {Section}:{name} is {value}: give {least} to {most}."));
        }
    }
}
