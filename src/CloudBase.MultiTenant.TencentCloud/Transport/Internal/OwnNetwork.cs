using System.Net;

namespace CloudBase.MultiTenant;

/// <summary>Tells the hosts that may be a stranger's from one's own. Compiled into each package that keeps an emulator's key off the internet.</summary>
internal static class OwnNetwork
{
    /// <summary>Whether a host may be a stranger's: neither this machine, nor a private address, nor a name that only a network of one's own knows.</summary>
    /// <remarks>Link-local addresses (169.254.0.0/16, fe80::/10) count as a stranger's: there a cloud's metadata service answers, and no emulator is put there on purpose.</remarks>
    public static bool IsPublic(Uri address)
    {
        if (address.IsLoopback)
        {
            return false;
        }

        if (IPAddress.TryParse(address.DnsSafeHost, out IPAddress? ip))
        {
            byte[] b = (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).GetAddressBytes();
            return b.Length == 4
                ? b[0] != 10 && !(b[0] == 172 && b[1] is >= 16 and < 32) && !(b[0] == 192 && b[1] == 168)
                : !ip.IsIPv6UniqueLocal;
        }

        // RFC 6761 and 6762 give the last labels to no one; a name without a dot is a container's or a neighbour's.
        string last = address.Host[(address.Host.LastIndexOf('.') + 1)..];
        return address.Host.Contains('.', StringComparison.Ordinal) && last is not ("invalid" or "localhost" or "test" or "local" or "internal");
    }
}
