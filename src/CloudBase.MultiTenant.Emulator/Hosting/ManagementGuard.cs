using System.Net;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>Who may use <c>/_emulator/</c>, which needs no key: this machine, by a name of its own, and no page of another site.</summary>
internal static class ManagementGuard
{
    /// <summary>Why a request is refused, or null when it may pass.</summary>
    /// <param name="request">The request.</param>
    /// <param name="allowRemote">Lets other machines in, by any name; pages of other sites stay out.</param>
    public static string? Refusal(CloudRequest request, bool allowRemote)
    {
        // A caller in this process has no address: it needs no permission to see what it holds.
        if (request.RemoteAddress is { } address && !allowRemote)
        {
            if (!IsThisMachine(address))
            {
                return "/_emulator/ answers callers on this machine only; start the emulator with --allow-remote-management to let others in.";
            }

            // A name that a stranger's DNS points at this machine would make the stranger's script a caller of the same origin.
            if (!IsOwnName(request.HostName))
            {
                return $"/_emulator/ is reached as localhost, 127.0.0.1 or [::1], not as '{request.HostName}'.";
            }
        }

        return FromAnotherSite(request);
    }

    /// <summary>Says whether a caller is on this machine.</summary>
    public static bool IsThisMachine(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static string? FromAnotherSite(CloudRequest request)
    {
        var origin = request.Header("Origin");
        if (origin.Length > 0 && !string.Equals(origin, $"http://{request.Host}", StringComparison.OrdinalIgnoreCase))
        {
            return $"/_emulator/ takes no requests from pages of '{origin}'.";
        }

        // A link on another site may open the page; nothing else of another site may read, and nothing at all may change.
        var site = request.Header("Sec-Fetch-Site");
        var opensThePage = request.Method == "GET" && request.Header("Sec-Fetch-Mode") == "navigate" && request.Header("Sec-Fetch-Dest") == "document";
        return site is "" or "same-origin" or "none" || opensThePage
            ? null
            : $"/_emulator/ takes no requests from other pages; this one is {site}.";
    }

    private static bool IsOwnName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
