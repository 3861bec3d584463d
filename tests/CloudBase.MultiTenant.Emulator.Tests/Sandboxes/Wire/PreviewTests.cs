using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Wire;

/// <summary>The ports of what runs inside a sandbox.</summary>
public sealed class PreviewTests : SandboxTest
{
    private const string Server = """
        cat > s.pl <<'P'
        use IO::Socket::INET;
        my $l = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 3000, Listen => 9, ReuseAddr => 1) or die;
        system('touch up');
        while (my $c = $l->accept) {
          my $head = '';
          while (my $line = <$c>) { $head .= $line; last if $line =~ /^\r?\n$/; }
          if ($head =~ /upgrade: x/i) { print $c "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"; $c->flush; my $got = <$c>; print $c "echo $got"; close $c; next; }
          my $body = $head;
          print $c "HTTP/1.1 200 OK\r\nX-From: inside\r\nContent-Type: text/plain\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n\r\n" . $body;
          close $c;
        }
        P
        perl s.pl > /dev/null 2>&1 &
        for i in $(seq 6000); do [ -e up ] && break; sleep 0.02; done
        """;

    [Fact]
    public async Task Port_ByHeadersHostAndPath_ReachesWhatListensInside()
    {
        var (id, envd) = await CreateAsync();
        await envd.RunAsync(Server);

        using var byHeaders = Request("/a%20b?c=d", ("E2b-Sandbox-Id", id), ("E2b-Sandbox-Port", "3000"), ("X-Access-Token", "secret"), ("X-Mine", "1"));
        using var byHost = Request("/a%20b?c=d");
        byHost.Headers.Host = $"3000-{id}.sandbox.test";
        using var byPath = Request($"/_sandboxes/{id}/3000/a%20b?c=d");
        foreach (var request in new[] { byHeaders, byHost, byPath })
        {
            using var reply = await Http.SendAsync(request);
            var text = await reply.Content.ReadAsStringAsync();

            text.Should().StartWith("GET /a%20b?c=d HTTP/1.1");
            text.Should().NotContain("secret").And.NotContain(Emulator.SandboxApiKey);
            reply.Headers.GetValues("X-From").Should().Equal("inside");
            reply.Headers.Contains("Content-Security-Policy").Should().Be(request == byPath);
        }
    }

    [Fact]
    public async Task Port_OpenedByATokenInTheAddress_ShowsTheCodeInsideTheRestOfIt()
    {
        var (id, token) = await SandboxMachine.CreateAsync(Http, """{"network":{"allowPublicTraffic":false}}""");
        using var envd = new Envd(Emulator, id, token);
        await envd.RunAsync(Server);
        using var browser = new HttpClient { BaseAddress = Emulator.Endpoint };
        foreach (var query in new[] { $"?access_token={token}", $"?a=%20b&Access%5Ftoken={token}&access_token=mine&c", $"?a=%20b&access_token={token}&access_token=mine&c" })
        {
            using var opening = new HttpRequestMessage(HttpMethod.Get, $"/_sandboxes/{id}/3000/page{query}");
            opening.Headers.TryAddWithoutValidation("Referer", $"http://x.test/_sandboxes/{id}/3000/{query}");
            opening.Headers.TryAddWithoutValidation("X-Access-Token", token);
            using var reply = await browser.SendAsync(opening);
            var seen = await reply.Content.ReadAsStringAsync();

            seen.Should().NotContain(token, "it opens commands and files, and the code inside is not who it was given to");
            seen.Should().StartWith(query.Length > 100 ? "GET /page?a=%20b&access_token=mine&c HTTP/1.1" : "GET /page HTTP/1.1");
        }

        using var byQueryAlone = await browser.GetAsync($"/_sandboxes/{id}/3000/?access_token={token}");
        ((int)byQueryAlone.StatusCode).Should().Be(200);
        using var wrong = await browser.GetAsync($"/_sandboxes/{id}/3000/?access_token=mine");
        ((int)wrong.StatusCode).Should().Be(401);
    }

    [Fact]
    public async Task Port_ThatNothingListensOn_IsABadGatewayThatSaysSo()
    {
        var (id, _) = await CreateAsync();

        var (status, body) = await CallAsync(HttpMethod.Get, $"/_sandboxes/{id}/4000/");

        status.Should().Be(502);
        body.GetProperty("message").GetString().Should().Be("The sandbox is running but port is not open");
        body.GetProperty("port").GetInt32().Should().Be(4000);
    }

    [Fact]
    public async Task Port_OfThisMachine_IsNotReachedThroughASandbox()
    {
        var (id, _) = await CreateAsync();
        using var mine = new TcpListener(IPAddress.Loopback, 0);
        mine.Start();

        var (status, _) = await CallAsync(HttpMethod.Get, $"/_sandboxes/{id}/{((IPEndPoint)mine.LocalEndpoint).Port}/");

        status.Should().Be(502);
        mine.Pending().Should().BeFalse();
    }

    [Fact]
    public async Task Port_OfASandboxWithoutPublicTraffic_WantsTheToken()
    {
        var (id, envd) = await CreateAsync("""{"network":{"allowPublicTraffic":false}}""");
        await envd.RunAsync(Server);

        (await CallAsync(HttpMethod.Get, $"/_sandboxes/{id}/3000/")).Status.Should().Be(401);
        using var known = await envd.GetAsync($"/_sandboxes/{id}/3000/");

        ((int)known.StatusCode).Should().Be(200);
    }

    [Fact]
    public async Task Upgrade_IsPassedThroughBothWays()
    {
        var (id, envd) = await CreateAsync();
        await envd.RunAsync(Server);
        using var socket = new TcpClient();
        await socket.ConnectAsync(Emulator.Endpoint.Host, Emulator.Endpoint.Port);
        await using var stream = socket.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /ws HTTP/1.1\r\nHost: 3000-{id}.x.test\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"));
        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync()).Should().Be("HTTP/1.1 101 Switching Protocols");
        while (!string.IsNullOrEmpty(await reader.ReadLineAsync()))
        {
        }

        await stream.WriteAsync("hello\n"u8.ToArray());

        (await reader.ReadLineAsync()).Should().Be("echo hello");
    }

    private static HttpRequestMessage Request(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
