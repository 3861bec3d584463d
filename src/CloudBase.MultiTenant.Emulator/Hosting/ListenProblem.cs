using System.Net.Sockets;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>Says why nothing could listen, and what to type.</summary>
internal static class ListenProblem
{
    public static string Describe(string address, int port, Exception exception)
    {
        var error = exception as SocketException ?? exception.InnerException as SocketException ?? exception.InnerException?.InnerException as SocketException;
        return error?.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => InUse(address, port),
            SocketError.AccessDenied => $"Port {port} of {address} may not be listened on by this user. Choose one from 1024 up: --urls http://{Shown(address)}:4680.",
            SocketError.AddressNotAvailable => $"{address} is no address of this machine. Listen on 127.0.0.1, or on * for all: --urls http://127.0.0.1:{port}.",
            _ => $"Nothing could listen on port {port} of {address}: {error?.Message ?? exception.Message}",
        };
    }

    private static string InUse(string address, int port)
    {
        var owner = PortOwner.Find(port);
        var by = owner is { } id ? $" by {ProcessName.Of(id)}" : string.Empty;
        var stop = owner is { } other && other != Environment.ProcessId ? $"Stop it (kill {other})" : "Stop what uses it";
        var next = port < 65535 ? port + 1 : 4680;
        return $"Port {port} of {address} is in use{by}. {stop}, or choose another port: --urls http://{Shown(address)}:{next}, or port 0 for a free one.";
    }

    private static string Shown(string address) => address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;
}
