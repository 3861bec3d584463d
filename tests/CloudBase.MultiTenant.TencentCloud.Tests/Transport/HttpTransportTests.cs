using System.Net;
using System.Net.Sockets;
using System.Text;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Transport;

/// <summary>The built-in handlers over a real socket.</summary>
public sealed class HttpTransportTests
{
    [Fact]
    public async Task Once_ConnectionClosedAfterTheRequest_TheSocketsHandlerDoesNotRepeatIt()
    {
        using var server = new RawServer(answers: 1);
        await using ServiceProvider services = Services(server.Port);
        TencentCloudClient client = services.GetRequiredService<TencentCloudClient>();
        await client.CallAsync(TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, CancellationToken.None);

        CloudUnavailableException error = (await FluentActions.Awaiting(() => client.CallAsync(
            TcbActions.CreateApiKey, new CreateApiKeyRequest { EnvId = "e" }, null, CancellationToken.None).AsTask()).Should().ThrowAsync<CloudUnavailableException>()).Which;

        error.Effect.Should().Be(CloudEffect.Unknown);
        server.Requests.Count(r => r.Contains("X-TC-Action: CreateApiKey")).Should().Be(1);
    }

    [Fact]
    public async Task Once_NobodyListens_EffectIsNone()
    {
        // Bound for as long as the test runs, and never listening: a port that was given back may be somebody else's a moment later.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using ServiceProvider services = Services(((IPEndPoint)silent.LocalEndPoint!).Port);

        (await FluentActions.Awaiting(() => services.GetRequiredService<TencentCloudClient>().CallAsync(
            TcbActions.CreateApiKey, new CreateApiKeyRequest { EnvId = "e" }, null, CancellationToken.None).AsTask()).Should().ThrowAsync<CloudUnavailableException>())
            .Which.Should().Match<CloudCallException>(e => e.Effect == CloudEffect.None && e.Code == "ClientError.NotSent" && e.IsTransient);
    }

    [Fact]
    public async Task Safe_AnswerLongerThanTheLimit_IsNotReadOn()
    {
        using var server = new RawServer(answers: 10, new string(' ', 70_000));
        await using ServiceProvider services = Services(server.Port, o => (o.MaxResponseBytes, o.MaxRetries) = (64 * 1024, 0));

        await FluentActions.Awaiting(() => services.GetRequiredService<TencentCloudClient>().CallAsync(
            TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, CancellationToken.None).AsTask())
            .Should().ThrowAsync<CloudUnavailableException>().WithMessage("*MaxResponseBytes, 65536*");
    }

    [Fact]
    public async Task Request_OnTheWire_LooksLikeAnOfficialClients()
    {
        using var server = new RawServer(answers: 1);
        await using ServiceProvider services = Services(server.Port);

        await services.GetRequiredService<TencentCloudClient>().CallAsync(
            TcbActions.DescribeEnvs,
            new DescribeEnvsRequest { EnvId = "租户<a&b>'é" },
            new TencentCloudCallOptions { Region = "ap-singapore", Credential = new TencentCloudCredential("AKIDX", new SecretString("k"), new SecretString("tok")) },
            CancellationToken.None);

        server.Requests.Single().Split("\r\n").Should()
            .Contain($"Host: 127.0.0.1:{server.Port}").And.Contain("X-TC-Action: DescribeEnvs").And.Contain("X-TC-Version: 2018-06-08")
            .And.Contain("X-TC-Region: ap-singapore").And.Contain("X-TC-Token: tok").And.Contain("Content-Type: application/json")
            .And.Contain("""{"EnvId":"租户<a&b>'é"}""")
            .And.NotContain(l => l.StartsWith("traceparent"));
    }

    private static ServiceProvider Services(int port, Action<TencentCloudOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IRandomSource>(new SeededRandomSource(3));
        services.AddCloudBaseMultiTenant(o => (o.DeploymentName, o.Renewal.Policy) = ("tests", RenewalPolicy.Managed)).UseTencentCloud(o =>
        {
            o.Endpoint = new Uri($"http://127.0.0.1:{port}");
            o.SecretId = "AKID";
            o.SecretKey = new SecretString("key");
            o.RetryDelay = TimeSpan.FromMilliseconds(1);
            configure?.Invoke(o);
        });
        return services.BuildServiceProvider();
    }

    /// <summary>Answers a number of requests, then reads one more of each connection and closes it.</summary>
    private sealed class RawServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly string _padding;
        private int _answers;

        public RawServer(int answers, string padding = "")
        {
            (_answers, _padding) = (answers, padding);
            _listener.Start();
            _ = AcceptAsync();
        }

        public List<string> Requests { get; } = [];

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    _ = ServeAsync(await _listener.AcceptTcpClientAsync());
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task ServeAsync(TcpClient connection)
        {
            using TcpClient client = connection;
            NetworkStream stream = client.GetStream();
            byte[] buffer = new byte[64 * 1024];
            int length = 0;
            while (await stream.ReadAsync(buffer.AsMemory(length)) is > 0 and int read)
            {
                length += read;
                string text = Encoding.UTF8.GetString(buffer, 0, length);
                int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                if (end < 0 || length < end + 4 + int.Parse(text.Split("Content-Length: ")[1].Split("\r\n")[0]))
                {
                    continue;
                }

                lock (Requests)
                {
                    Requests.Add(text);
                }

                length = 0;
                if (Interlocked.Decrement(ref _answers) < 0)
                {
                    return;
                }

                string body = "{\"Response\":{\"RequestId\":\"r\"}}" + _padding;
                await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
            }
        }
    }
}
