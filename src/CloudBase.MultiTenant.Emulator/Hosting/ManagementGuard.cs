using System.Net;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>Who may use <c>/_emulator/</c>, which needs no key: this machine, by a name of its own, and no page of another site.</summary>
internal static class ManagementGuard
{
    /// <summary>Why a request is refused; null when it is not.</summary>
    public static string? Refusal(CloudRequest request, bool allowRemote)
    {
        if (!request.IsLocal && !allowRemote)
        {
            return "/_emulator/ answers callers on this machine only; start the emulator with --allow-remote-management to let others in.";
        }

        // A name that a stranger's page made resolve to this machine is not one of this machine's names.
        if (request.OverSocket && !allowRemote && !IsOwnName(request.HostName))
        {
            return $"/_emulator/ is reached as localhost or 127.0.0.1, not as '{request.HostName}'.";
        }

        var origin = request.Header("Origin");
        return origin.Length > 0 && !string.Equals(origin, $"http://{request.Host}", StringComparison.OrdinalIgnoreCase)
            ? $"/_emulator/ takes no requests from pages of '{origin}'."
            : null;
    }

    private static bool IsOwnName(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
