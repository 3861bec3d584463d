using System.Net;
using System.Net.Sockets;

namespace CloudBase.MultiTenant.Emulator.Tests.Support;

/// <summary>A port for who stops listening on it and starts again: one that this machine gives nobody by itself meanwhile.</summary>
internal static class KeptPort
{
    private const string Given = "/proc/sys/net/ipv4/ip_local_port_range";

    public static int Find()
    {
        var firstGiven = File.Exists(Given) ? int.Parse(File.ReadAllText(Given).Split('\t')[0]) : 32768;
        for (var port = firstGiven - 1 - (Environment.ProcessId % 1000); port > 1024; port--)
        {
            try
            {
                return Try(port);
            }
            catch (SocketException)
            {
                // Somebody's own.
            }
        }

        // A machine that gives nearly all of them: any that is free.
        return Try(0);
    }

    private static int Try(int port)
    {
        using var tried = new TcpListener(IPAddress.Loopback, port);
        tried.Start();
        return ((IPEndPoint)tried.LocalEndpoint).Port;
    }
}
