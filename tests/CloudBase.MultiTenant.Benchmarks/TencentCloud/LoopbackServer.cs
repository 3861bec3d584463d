using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CloudBase.MultiTenant.Benchmarks.TencentCloud;

/// <summary>Answers every POST with a canned list of environments.</summary>
/// <remarks>
/// It polls, and so is always awake: a server that sleeps between requests must be woken by whoever sends, which costs more than the
/// whole request, and costs it only to the slower client, whose server has time to fall asleep.
/// </remarks>
internal static class LoopbackServer
{
    public const string Argument = "client-server";

    public static Process StartInOwnProcess(int environments, bool sleeps, out int port)
    {
        ProcessStartInfo start = Self(Argument, $"{environments}", $"{sleeps}");
        start.RedirectStandardOutput = true;
        Process process = Process.Start(start)!;
        port = int.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        return process;
    }

    /// <summary>This program once more.</summary>
    public static ProcessStartInfo Self(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(LoopbackServer).Assembly.Location);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>Serves until it is killed.</summary>
    /// <param name="environments">How many an answer lists.</param>
    /// <param name="sleeps">Whether it sleeps until something arrives; it polls otherwise.</param>
    public static void Serve(int environments, bool sleeps)
    {
        byte[] answer = Answer(environments);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
        var connections = new List<Connection>();
        while (true)
        {
            if (sleeps)
            {
                List<Socket> sockets = [listener.Server, .. connections.Select(c => c.Socket)];
                Socket.Select(sockets, null, null, -1);
            }

            while (listener.Pending())
            {
                connections.Add(new Connection(listener.AcceptSocket(), answer));
            }

            // A look for new connections costs as much as one at an old one, and they come but once.
            for (int round = 0; round < (sleeps ? 1 : 1000); round++)
            {
                connections.RemoveAll(static c => !c.Serve());
            }
        }
    }

    private static int ContentLength(ReadOnlySpan<byte> headers)
    {
        int at = headers.IndexOf("Content-Length: "u8);
        int value = 0;
        for (int i = at + 16; at >= 0 && i < headers.Length && headers[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            value = (value * 10) + headers[i] - '0';
        }

        return value;
    }

    private static byte[] Answer(int count)
    {
        string list = string.Join(',', Enumerable.Range(0, count).Select(i => $$"""
            {"EnvId":"tenant-{{i:D4}}-1a2b3c4d5e6f","Source":"qcloud","Alias":"tenant-{{i:D4}}","CreateTime":"2025-01-02 03:04:05","UpdateTime":"2025-01-02 03:04:05","Status":"NORMAL","Databases":[{"InstanceId":"tnt-{{i:D4}}abcdef","Status":"RUNNING","Region":"ap-shanghai","UpdateTime":"2025-01-02 03:04:05"}],"Storages":[{"Region":"ap-shanghai","Bucket":"7465-tenant-{{i:D4}}-1a2b3c4d5e6f-1250000001","CdnDomain":"7465-tenant-{{i:D4}}-1a2b3c4d5e6f-1250000001.tcb.qcloud.la","AppId":"1250000001"}],"Functions":[{"Namespace":"tenant-{{i:D4}}-1a2b3c4d5e6f","Region":"ap-shanghai"}],"PackageId":"baas_personal","PackageName":"personal","LogServices":[{"LogsetName":"tcb-logset","LogsetId":"11111111-2222-3333-4444-555555555555","TopicName":"tcb-topic-{{i:D4}}","TopicId":"66666666-7777-8888-9999-000000000000","Region":"ap-shanghai","Period":7}],"StaticStorages":[{"StaticDomain":"tenant-{{i:D4}}-1a2b3c4d5e6f.tcloudbaseapp.com","DefaultDirName":"/","Status":"online","Region":"ap-shanghai","Bucket":"static-{{i:D4}}","AccessExpire":0}],"IsAutoDegrade":false,"EnvChannel":"qc_console","PayMode":"prepayment","IsDefault":false,"Region":"ap-shanghai","Tags":[{"Key":"cbmt","Value":"a1b2c3d4e5f6"}],"CustomLogServices":[],"EnvType":"baas","IsDauPackage":false,"PackageType":"baas","ArchitectureType":"v2","Recycle":"","Meta":[],"PostgreSQL":[]}
            """));
        byte[] body = Encoding.UTF8.GetBytes($$$"""{"Response":{"EnvList":[{{{list}}}],"Total":{{{count}}},"RequestId":"5f1c0d9e-0000-4000-8000-000000000001"}}""");
        string date = TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];
    }

    private sealed class Connection
    {
        private readonly byte[] _answer;
        private readonly byte[] _buffer = new byte[16 * 1024];
        private int _length;

        public Connection(Socket socket, byte[] answer)
        {
            (Socket, _answer) = (socket, answer);
            (socket.NoDelay, socket.Blocking) = (true, false);
        }

        public Socket Socket { get; }

        /// <summary>Answers a request if one is there.</summary>
        /// <returns>Whether the connection lives.</returns>
        public bool Serve()
        {
            int read = Socket.Receive(_buffer.AsSpan(_length), SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
            {
                return true;
            }

            _length += read;
            int end = _buffer.AsSpan(0, _length).IndexOf("\r\n\r\n"u8);
            if (read > 0 && end >= 0 && _length >= end + 4 + ContentLength(_buffer.AsSpan(0, end)))
            {
                _length = 0;
                Send();
            }

            return read > 0;
        }

        private void Send()
        {
            for (int sent = 0; sent < _answer.Length;)
            {
                int written = Socket.Send(_answer.AsSpan(sent), SocketFlags.None, out SocketError error);
                if (error is not (SocketError.Success or SocketError.WouldBlock))
                {
                    return;
                }

                sent += error == SocketError.Success ? written : 0;
            }
        }
    }
}
