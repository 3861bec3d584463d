using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;

/// <summary>The port of a sandbox that a request is for.</summary>
/// <param name="Id">The sandbox; null for a signed link that names none.</param>
/// <param name="Port">The port inside.</param>
/// <param name="Path">The path as the sandbox sees it.</param>
/// <param name="IsAgsHost">Whether it was named by a host of AGS.</param>
/// <param name="ByPath">Whether it was named by the emulator's own path, on the emulator's own origin.</param>
internal sealed partial record SandboxAddress(string? Id, int Port, string Path, bool IsAgsHost, bool ByPath)
{
    /// <summary>Where commands and files are taken.</summary>
    public const int EnvdPort = 49983;

    public const string Prefix = "/_sandboxes/";
    private const string AgsSuffix = ".tencentags.com";

    /// <summary>By host (<c>{port}-{id}.*</c>), by headers, by the emulator's own path, or as a signed link; null for anything else.</summary>
    public static SandboxAddress? Of(string hostName, string path, string query, IHeaderDictionary headers)
    {
        if (path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            var match = ByPathForm().Match(path);
            return match.Success ? new SandboxAddress(match.Groups[1].Value, Number(match.Groups[2].Value), match.Groups[3].Length > 0 ? match.Groups[3].Value : "/", false, true) : null;
        }

        if (HostForm().Match(hostName) is { Success: true } host && !IsCloudHost(hostName))
        {
            return new SandboxAddress(host.Groups[2].Value, Number(host.Groups[1].Value), path, hostName.EndsWith(AgsSuffix, StringComparison.OrdinalIgnoreCase), false);
        }

        if (headers.TryGetValue("E2b-Sandbox-Id", out var id) && IdForm().IsMatch(id.ToString()) && !IsCloudHost(hostName))
        {
            var port = headers.TryGetValue("E2b-Sandbox-Port", out var given) ? Number(given.ToString()) : EnvdPort;
            return new SandboxAddress(id.ToString(), port, path, false, false);
        }

        return path == "/files" && query.Contains("signature=", StringComparison.Ordinal) ? new SandboxAddress(null, EnvdPort, path, false, false) : null;
    }

    private static bool IsCloudHost(string hostName) =>
        hostName.EndsWith(".tcloudbasegateway.com", StringComparison.OrdinalIgnoreCase) || hostName.EndsWith(".tencentcloudapi.com", StringComparison.OrdinalIgnoreCase);

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535 ? port : 0;

    // Ids as E2B writes them may carry the id of a client behind a hyphen.
    [GeneratedRegex("^([0-9]{1,5})-([0-9a-z]{8,64})(?:-[0-9a-z]+)?\\.", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HostForm();

    [GeneratedRegex("^[0-9a-z]{8,64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdForm();

    [GeneratedRegex("^/_sandboxes/([0-9a-z]{8,64})/([0-9]{1,5})(/.*)?\\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex ByPathForm();
}
