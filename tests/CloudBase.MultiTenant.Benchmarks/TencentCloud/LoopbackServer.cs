using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CloudBase.MultiTenant.Benchmarks.TencentCloud;

/// <summary>Answers every POST with a canned list of environments: one on the first port, a hundred on the second.</summary>
internal static class LoopbackServer
{
    public const string Argument = "client-server";

    public static Process StartInOwnProcess(out int onePort, out int manyPort)
    {
        ProcessStartInfo start = Self(Argument);
        start.RedirectStandardOutput = true;
        Process process = Process.Start(start)!;
        string[] ports = process.StandardOutput.ReadLine()!.Split(' ');
        (onePort, manyPort) = (int.Parse(ports[0]), int.Parse(ports[1]));
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

    public static async Task<int> ServeAsync()
    {
        using TcpListener one = Listen(out int onePort);
        using TcpListener many = Listen(out int manyPort);
        Console.WriteLine($"{onePort} {manyPort}");
        await Task.WhenAll(AcceptAsync(one, Answer(1)), AcceptAsync(many, Answer(100)));
        return 0;
    }

    private static TcpListener Listen(out int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return listener;
    }

    private static async Task AcceptAsync(TcpListener listener, byte[] answer)
    {
        while (true)
        {
            _ = ServeAsync(await listener.AcceptSocketAsync(), answer);
        }
    }

    private static async Task ServeAsync(Socket socket, byte[] answer)
    {
        using Socket connection = socket;
        connection.NoDelay = true;
        byte[] buffer = new byte[16 * 1024];
        int length = 0;
        try
        {
            while (await connection.ReceiveAsync(buffer.AsMemory(length)) is > 0 and int read)
            {
                length += read;
                int end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
                if (end >= 0 && length >= end + 4 + ContentLength(buffer.AsSpan(0, end)))
                {
                    length = 0;
                    await connection.SendAsync(answer);
                }
            }
        }
        catch (SocketException)
        {
            // The client went away.
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
        string date = TimeProvider.System.GetUtcNow().ToString("r", System.Globalization.CultureInfo.InvariantCulture);
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];
    }
}
