using System.Net;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>Keeps pages of strangers from APIs whose keys everybody knows: the emulator's own. What starts there runs on this machine.</summary>
/// <remarks>A name that a stranger's DNS points at this machine makes the stranger's script a caller of the same origin, and a browser asks for no leave then.</remarks>
internal static class KnownKeyGuard
{
    private static readonly string[] Played = [".tencentcloudapi.com", ".tcloudbasegateway.com", ".tencentags.com", ".e2b.app", ".e2b.dev"];

    // RFC 6761, 6762 and ICANN give these last labels to no one.
    private static readonly string[] Nobodys = ["localhost", "test", "example", "local", "internal", "invalid"];

    /// <summary>Why a call is refused, or null when it may pass.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isKeyKnown">Whether the API takes the key that is the same for every emulator.</param>
    /// <param name="allowRemote">Lets callers use any name.</param>
    public static string? Refusal(CloudRequest request, bool isKeyKnown, bool allowRemote) =>
        isKeyKnown && !allowRemote && request.RemoteAddress is { } address && ManagementGuard.IsThisMachine(address) && MayBeAnybodys(request.HostName)
                ? $"An emulator whose keys everybody knows is not called as '{request.HostName}' on its own machine, for any page in a browser can make such a name. "
                    + "Call it as localhost or 127.0.0.1, give it keys of its own (--secret-key, --api-key), or start it with --allow-remote-management."
                : null;

    // A name without a dot is this machine's, a neighbour's or a container's.
    private static bool MayBeAnybodys(string host) =>
        host.Contains('.', StringComparison.Ordinal)
        && !IPAddress.TryParse(host, out _)
        && !Nobodys.Contains(host.TrimEnd('.').Split('.')[^1], StringComparer.OrdinalIgnoreCase)
        && !Played.Any(name => host.EndsWith(name, StringComparison.OrdinalIgnoreCase));
}
