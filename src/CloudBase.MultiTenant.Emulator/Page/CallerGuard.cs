using System.Net;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>Keeps the emulator's own pages to this machine, and other sites' scripts and forms away from them.</summary>
internal static class CallerGuard
{
    /// <summary>Why a request is refused, or null when it may pass.</summary>
    public static string? Refusal(CloudRequest request)
    {
        // A caller in this process has no address: it needs no permission to see what it holds.
        if (request.RemoteAddress is { } address)
        {
            if (!IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address))
            {
                return "the emulator's own pages are for callers on its machine; use an ssh tunnel or a port forward that ends there";
            }

            // A name that a stranger's DNS points at this machine would make the stranger's script a caller of the same origin.
            if (!IsLoopbackName(request.HostName))
            {
                return "the Host header must be localhost, 127.0.0.1 or [::1]";
            }
        }

        return request.Method is "GET" or "HEAD" ? null : CrossOrigin(request);
    }

    private static string? CrossOrigin(CloudRequest request)
    {
        var site = request.Header("Sec-Fetch-Site");
        if (site.Length > 0 && site is not ("same-origin" or "none"))
        {
            return $"a change must come from the emulator's own page; this one is {site}";
        }

        var origin = request.Header("Origin");
        return origin.Length == 0 || string.Equals(origin, $"http://{request.Host}", StringComparison.OrdinalIgnoreCase)
            ? null
            : "a change must come from the emulator's own page; this one has another origin";
    }

    private static bool IsLoopbackName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
