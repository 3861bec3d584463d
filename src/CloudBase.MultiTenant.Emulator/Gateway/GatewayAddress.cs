using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Gateway;

/// <summary>The environment that a request is addressed to, and the path within it.</summary>
internal readonly record struct GatewayAddress(string EnvironmentId, string Path)
{
    private const string PathPrefix = "/_gateway/";
    private static readonly string[] HostSuffixes = [".api.tcloudbasegateway.com", ".api.intl.tcloudbasegateway.com"];

    /// <summary>Reads an environment from the host, or from the emulator's own path prefix <c>/_gateway/{envId}/</c>.</summary>
    public static GatewayAddress? Of(CloudRequest request)
    {
        var host = request.HostName;
        foreach (var suffix in HostSuffixes)
        {
            if (host.Length > suffix.Length && host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                return new GatewayAddress(host[..^suffix.Length].ToLowerInvariant(), request.Path);
            }
        }

        if (!request.Path.StartsWith(PathPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = request.Path[PathPrefix.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new GatewayAddress(rest, "/") : new GatewayAddress(rest[..slash], rest[slash..]);
    }
}
