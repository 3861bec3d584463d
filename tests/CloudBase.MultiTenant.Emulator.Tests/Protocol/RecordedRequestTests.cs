using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.Emulator.Tests.Protocol;

/// <summary>What official clients were recorded to send, byte for byte over a raw socket, with the clock where it was.</summary>
public sealed class RecordedRequestTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "RecordedRequests");

    public static TheoryData<string> Names => new(Directory.GetFiles(Folder, "*.http").Select(Path.GetFileNameWithoutExtension).Order()!);

    [Fact]
    public void Names_OfTheRecordings_AreAllThere() => Names.Should().HaveCountGreaterThanOrEqualTo(39);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Replay_RecordedRequest_PassesAuthentication(string name)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Folder, name + ".http"));
        await using var emulator = await StartAsync(bytes);

        (await CodeAsync(emulator, bytes)).Should().NotStartWith("AuthFailure");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Replay_TamperedRequest_IsRefused(string name)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Folder, name + ".http"));
        await using var emulator = await StartAsync(bytes);
        var tampered = (byte[])bytes.Clone();
        var head = Encoding.ASCII.GetString(bytes);
        var isGet = head.StartsWith("GET", StringComparison.Ordinal);
        // The last letter or digit of the body, or of the query, becomes another.
        var at = isGet ? head.IndexOf(" HTTP/1.1", StringComparison.Ordinal) - 1 : Array.FindLastIndex(tampered, value => char.IsAsciiLetterOrDigit((char)value));
        var bodyAt = head.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        if (!isGet && at < bodyAt)
        {
            at = head.IndexOf("Signature=", StringComparison.Ordinal) + "Signature=".Length;
        }

        tampered[at] = tampered[at] == (byte)'1' ? (byte)'2' : (byte)'1';

        (await CodeAsync(emulator, tampered)).Should().Be("AuthFailure.SignatureFailure");
    }

    private static Task<CloudBaseEmulator> StartAsync(byte[] request) => CloudBaseEmulator.StartAsync(new CloudBaseEmulatorOptions
    {
        SecretId = "AKIDEXAMPLE",
        SecretKey = "fixture-secret-key-not-real",
        SecretToken = Encoding.UTF8.GetString(request).Contains("fake-session-token", StringComparison.Ordinal) ? "fake-session-token" : null,
        TimeProvider = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1735787045)),
    });

    private static async Task<string> CodeAsync(CloudBaseEmulator emulator, byte[] request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, emulator.Endpoint.Port));
        await socket.SendAsync(request);
        var received = new StringBuilder();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var count = await socket.ReceiveAsync(buffer);
            received.Append(Encoding.UTF8.GetString(buffer, 0, count));
            var reply = received.ToString();
            var bodyAt = reply.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            if (count == 0 || (bodyAt > 4 && reply.EndsWith("}}", StringComparison.Ordinal)))
            {
                using var document = JsonDocument.Parse(reply[bodyAt..]);
                return document.RootElement.GetProperty("Response").TryGetProperty("Error", out var error) ? error.GetProperty("Code").GetString()! : "OK";
            }
        }
    }
}
