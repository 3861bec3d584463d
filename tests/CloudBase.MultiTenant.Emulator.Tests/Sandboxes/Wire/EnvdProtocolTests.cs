using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Processes;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Wire;

/// <summary>The port of commands and files under callers that are careless, or worse.</summary>
public sealed class EnvdProtocolTests : SandboxTest
{
    private const string Start = "/process.Process/Start";

    [Theory]
    [InlineData("/process.Process/List")]
    [InlineData("/filesystem.Filesystem/Stat")]
    public async Task Token_MissingOrOfANeighbour_IsRefused(string method)
    {
        var (id, envd) = await CreateAsync();
        var (_, neighbour) = await SandboxMachine.CreateAsync(Http);
        using var without = new Envd(Emulator, id, null);
        using var foreign = new Envd(Emulator, id, neighbour);

        (await without.CallAsync(method, """{"path":"/"}""")).Status.Should().Be(401);
        (await foreign.CallAsync(method, """{"path":"/"}""")).Status.Should().Be(401);
        using var files = await foreign.GetAsync("/files?path=/etc/passwd");
        ((int)files.StatusCode).Should().Be(401);
        (await envd.CallAsync(method, """{"path":"/"}""")).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("Stat", """{"path":"/tmp"}""")]
    [InlineData("ListDir", """{"path":"/home/mcp"}""")]
    [InlineData("MakeDir", """{"path":"/tmp/made"}""")]
    [InlineData("Remove", """{"path":"/tmp"}""")]
    [InlineData("CreateWatcher", """{"path":"/tmp"}""")]
    public async Task Files_AsAnotherUser_AreRefusedAndNotServedAsTheFirst(string method, string request)
    {
        var (_, envd) = await CreateAsync();

        var (status, body) = await envd.CallAsync($"/filesystem.Filesystem/{method}?username=mcp", request);

        status.Should().Be(400);
        body.GetProperty("message").GetString().Should().StartWith("Files of the user 'mcp' are not served").And.Contain("a command that runs as 'mcp'");
    }

    [Fact]
    public async Task Sandbox_ThatWasKilled_IsABadGateway()
    {
        var (id, envd) = await CreateAsync();
        (await CallAsync(HttpMethod.Delete, $"/sandboxes/{id}")).Status.Should().Be(204);

        var (status, body) = await envd.CallAsync("/process.Process/List", "{}");

        status.Should().Be(502);
        body.GetProperty("sandboxId").GetString().Should().Be(id);
        body.GetProperty("message").GetString().Should().Be("The sandbox was not found");
        using var health = await envd.GetAsync("/health");
        ((int)health.StatusCode).Should().Be(502);
    }

    [Fact]
    public async Task Envelope_LargerThanAMessageMayBe_IsRefusedBeforeItIsRead()
    {
        var (_, envd) = await CreateAsync();
        var (_, neighbour) = await CreateAsync();
        var head = new byte[] { 0, 0x7f, 0xff, 0xff, 0xff };

        var attack = envd.OpenAsync(Start, head);
        (await neighbour.RunAsync("echo here")).Output.Should().Be("here\n");
        using var reply = await attack;
        var (_, end) = await Envd.ReadAsync(reply);

        end.GetProperty("error").GetProperty("code").GetString().Should().Be("resource_exhausted");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(0)]
    public async Task Envelope_ThatIsCut_IsRefusedAndStartsNothing(int length)
    {
        var (_, envd) = await CreateAsync();
        var (_, neighbour) = await CreateAsync();

        var attack = envd.OpenAsync(Start, Envd.Envelope(Envd.Command("touch ran"))[..length]);
        (await neighbour.RunAsync("echo here")).Output.Should().Be("here\n");
        using var reply = await attack;
        var (_, end) = await Envd.ReadAsync(reply);

        end.GetProperty("error").GetProperty("code").GetString().Should().Be("invalid_argument");
        (await envd.RunAsync("ls")).Output.Should().BeEmpty();
    }

    [Fact]
    public async Task Message_ThatGrowsOutOfAGzipBomb_IsRefused()
    {
        var (_, envd) = await CreateAsync();
        var (_, neighbour) = await CreateAsync();
        var bomb = Bomb(64);

        var attack = envd.OpenAsync(Start, Envd.Envelope(bomb, 1), ("Connect-Content-Encoding", "gzip"));
        (await neighbour.RunAsync("echo here")).Output.Should().Be("here\n");
        using var reply = await attack;
        var (_, end) = await Envd.ReadAsync(reply);
        using var unary = new HttpRequestMessage(HttpMethod.Post, "/process.Process/List") { Content = new ByteArrayContent(bomb) };
        unary.Content.Headers.ContentType = new("application/json");
        unary.Content.Headers.ContentEncoding.Add("gzip");
        using var refused = await envd.SendAsync(unary);

        end.GetProperty("error").GetProperty("code").GetString().Should().Be("resource_exhausted");
        ((int)refused.StatusCode).Should().Be(429);
    }

    [Fact]
    public async Task Upload_ThatGrowsOutOfAGzipBomb_IsStoppedAtWhatAFileMayHave()
    {
        var (_, envd) = await CreateAsync();
        var (_, neighbour) = await CreateAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/files?path=bomb") { Content = new ByteArrayContent(Bomb(700)) };
        request.Content.Headers.ContentType = new("application/octet-stream");
        request.Content.Headers.ContentEncoding.Add("gzip");

        var attack = envd.SendAsync(request);
        (await neighbour.RunAsync("echo here")).Output.Should().Be("here\n");
        using var reply = await attack;

        ((int)reply.StatusCode).Should().Be(507);
        (await envd.RunAsync("echo alive")).Output.Should().Be("alive\n");
    }

    [Fact]
    public async Task Upload_ThatIsCut_HoldsNobodyAndLeavesTheSandboxUsable()
    {
        var (id, token) = await SandboxMachine.CreateAsync(Http);
        using var envd = new Envd(Emulator, id, token);
        var (_, neighbour) = await CreateAsync();
        using (var socket = new System.Net.Sockets.TcpClient())
        {
            await socket.ConnectAsync(Emulator.Endpoint.Host, Emulator.Endpoint.Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /files?path=cut HTTP/1.1\r\nHost: 49983-{id}.x.test\r\nX-Access-Token: {token}\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000000\r\n\r\nhalf"));
            (await envd.RunAsync("until [ -s cut ]; do sleep 0.02; done; cat cut")).Output.Should().Be("half");
            (await neighbour.RunAsync("echo here")).Output.Should().Be("here\n");
        }

        (await envd.RunAsync("echo whole > cut; cat cut")).Output.Should().Be("whole\n");
        (await neighbour.RunAsync("echo here")).Output.Should().Be("here\n");
    }

    [Theory]
    [InlineData(false, false, "signal: killed")]
    [InlineData(true, false, "signal: killed (out of memory)")]
    [InlineData(false, true, "signal: killed (out of disk)")]
    public void End_OfACommandThatIsKilled_NamesWhatRanOut(bool outOfMemory, bool outOfDisk, string error)
    {
        using var written = new MemoryStream();
        using (var json = new Utf8JsonWriter(written))
        {
            ProcessJson.WriteEnd(json, new SandboxedProcessExit(-1, 9, outOfMemory, outOfDisk));
        }

        using var document = JsonDocument.Parse(written.ToArray());
        var end = document.RootElement.GetProperty("event").GetProperty("end");
        (end.GetProperty("status").GetString(), end.GetProperty("error").GetString()).Should().Be(("signal: killed", error));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"process":{"cmd":"/bin/bash","args":[1]}}""")]
    [InlineData("""{"process":{"cmd":"/bin/bash","envs":{"A":1}}}""")]
    [InlineData("""{"process":{"cmd":"/bin/bash","cwd":"/nowhere"}}""")]
    public async Task Start_ThatMakesNoSense_EndsItsStreamWithTheReason(string json)
    {
        var (_, envd) = await CreateAsync();

        var (messages, end) = await envd.StreamAsync(Start, json);

        messages.Should().BeEmpty();
        end.GetProperty("error").GetProperty("code").GetString().Should().Be("invalid_argument");
    }

    [Fact]
    public async Task Upload_WithMetadata_IsRefusedByNameAndWritesNothing()
    {
        var (_, envd) = await CreateAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/files?path=f") { Content = new ByteArrayContent("x"u8.ToArray()) };
        request.Content.Headers.ContentType = new("application/octet-stream");
        request.Headers.Add("X-Metadata-Owner", "acme");

        using var reply = await envd.SendAsync(request);

        ((int)reply.StatusCode).Should().Be(501);
        (await reply.Content.ReadAsStringAsync()).Should().Contain("X-Metadata-Owner");
        (await envd.RunAsync("ls")).Output.Should().BeEmpty();
    }

    [Fact]
    public async Task Terminal_IsRefusedByName()
    {
        var (_, envd) = await CreateAsync();

        var (_, end) = await envd.StreamAsync(Start, """{"process":{"cmd":"/bin/bash"},"pty":{"size":{"cols":80,"rows":24}}}""");

        end.GetProperty("error").GetProperty("code").GetString().Should().Be("unimplemented");
        end.GetProperty("error").GetProperty("message").GetString().Should().Contain("pty");
    }

    [Fact]
    public async Task Deadline_OfTheCaller_KillsTheCommandAndSaysSo()
    {
        var (_, envd) = await CreateAsync();
        using var reply = await envd.OpenAsync(Start, Envd.Envelope(Envd.Command("trap '' TERM; echo on; sleep 1000 & wait")), ("connect-timeout-ms", "60000"));
        await using var body = await reply.Content.ReadAsStreamAsync();
        (await Envd.ReadOneAsync(body)).Message.GetProperty("event").TryGetProperty("start", out _).Should().BeTrue();
        (await Envd.ReadOneAsync(body)).Message.GetProperty("event").TryGetProperty("data", out _).Should().BeTrue();

        Clock.Advance(TimeSpan.FromSeconds(60));
        var (flags, end) = await Envd.ReadOneAsync(body);

        flags.Should().Be(2);
        end.GetProperty("error").GetProperty("code").GetString().Should().Be("deadline_exceeded");
        (await envd.CallAsync("/process.Process/List", "{}")).Body.GetProperty("processes").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Caller_WhoGoesAway_LeavesTheCommandRunning_AndAnotherHearsItsEnd()
    {
        var (_, envd) = await CreateAsync();
        int pid;
        using (var reply = await envd.OpenAsync(Start, Envd.Envelope(Envd.Command("read line; echo got $line", stdin: true))))
        {
            await using var body = await reply.Content.ReadAsStreamAsync();
            pid = (await Envd.ReadOneAsync(body)).Message.GetProperty("event").GetProperty("start").GetProperty("pid").GetInt32();
        }

        using var joined = await envd.OpenAsync("/process.Process/Connect", Envd.Envelope($$$"""{"process":{"pid":{{{pid}}}}}"""));
        (await envd.CallAsync("/process.Process/SendInput", $$$"""{"process":{"pid":{{{pid}}}},"input":{"stdin":"{{{Convert.ToBase64String("it\n"u8)}}}"}}""")).Status.Should().Be(200);
        var (messages, _) = await Envd.ReadAsync(joined);

        Encoding.UTF8.GetString(messages[1].GetProperty("event").GetProperty("data").GetProperty("stdout").GetBytesFromBase64()).Should().Be("got it\n");
        messages[^1].GetProperty("event").GetProperty("end").GetProperty("exitCode").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task Stream_WhileNothingHappens_GivesSignsOfLife()
    {
        // It lives for as long as one may: until the emulator waits for something to happen, the clock is advanced for nothing.
        var (_, envd) = await CreateAsync("""{"timeout":86400}""");
        using var reply = await envd.OpenAsync(Start, Envd.Envelope(Envd.Command("sleep 1000")), ("keepalive-ping-interval", "50"));
        await using var body = await reply.Content.ReadAsStreamAsync();
        await Envd.ReadOneAsync(body);

        var next = Envd.ReadOneAsync(body);
        while (!next.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(next, Task.Delay(20));
        }

        (await next).Message.GetProperty("event").TryGetProperty("keepalive", out _).Should().BeTrue();
    }

    [Fact]
    public async Task Stream_OfASandboxThatIsKilled_EndsAndSaysSo()
    {
        var (id, envd) = await CreateAsync();
        using var reply = await envd.OpenAsync(Start, Envd.Envelope(Envd.Command("sleep 1000")));
        await using var body = await reply.Content.ReadAsStreamAsync();
        await Envd.ReadOneAsync(body);

        await CallAsync(HttpMethod.Delete, $"/sandboxes/{id}");
        var (_, last) = await Envd.ReadOneAsync(body);

        last.GetProperty("error").GetProperty("code").GetString().Should().Be("unavailable");
    }

    [Fact]
    public async Task Stream_OfAnEmulatorThatStops_EndsAndHoldsNobody()
    {
        var emulator = await SandboxMachine.StartAsync();
        using var http = SandboxMachine.Client(emulator);
        var (id, token) = await SandboxMachine.CreateAsync(http);
        using var envd = new Envd(emulator, id, token);
        using var reply = await envd.OpenAsync(Start, Envd.Envelope(Envd.Command("sleep 1000")));
        await using var body = await reply.Content.ReadAsStreamAsync();
        await Envd.ReadOneAsync(body);

        var stopping = emulator.DisposeAsync();
        var (_, last) = await Envd.ReadOneAsync(body);
        await stopping;

        last.GetProperty("error").GetProperty("code").GetString().Should().Be("unavailable");
    }

    [Theory]
    [InlineData("bytes=2-4", 206, "cde", "bytes 2-4/10")]
    [InlineData("bytes=7-", 206, "hij", "bytes 7-9/10")]
    [InlineData("bytes=-2", 206, "ij", "bytes 8-9/10")]
    [InlineData("bytes=5-99", 206, "fghij", "bytes 5-9/10")]
    [InlineData("bytes=10-", 416, null, "bytes */10")]
    public async Task Download_OfARange_IsThatRange(string range, int status, string? text, string said)
    {
        var (_, envd) = await CreateAsync();
        await envd.RunAsync("printf abcdefghij > f");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/files?path=f");
        request.Headers.TryAddWithoutValidation("Range", range);

        using var reply = await envd.SendAsync(request);

        ((int)reply.StatusCode).Should().Be(status);
        reply.Content.Headers.ContentRange!.ToString().Should().Be(said);
        if (text is not null)
        {
            (await reply.Content.ReadAsStringAsync()).Should().Be(text);
        }
    }

    [Theory]
    [InlineData("read", "f", 60, 200)]
    [InlineData("read", "f", -1, 401)]
    [InlineData("write", "f", 60, 401)]
    [InlineData("read", "/etc/passwd", 60, 401)]
    public async Task Link_OpensItsFileInItsDirectionForItsTime(string direction, string signed, int seconds, int status)
    {
        var (id, token) = await SandboxMachine.CreateAsync(Http);
        using var envd = new Envd(Emulator, id, token);
        await envd.RunAsync("printf abc > f");
        var expiration = Clock.GetUtcNow().ToUnixTimeSeconds() + seconds;
        var hash = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"{signed}:{direction}::{token}:{expiration}"));
        var signature = Uri.EscapeDataString("v1_" + Convert.ToBase64String(hash).TrimEnd('='));
        using var anybody = new HttpClient { BaseAddress = Emulator.Endpoint };

        // Without headers: the signature alone names the sandbox.
        using var reply = await anybody.GetAsync($"/files?path=f&signature={signature}&signature_expiration={expiration}");

        ((int)reply.StatusCode).Should().Be(status);
    }

    [Theory]
    [InlineData("/files?path=nothing", 404)]
    [InlineData("/files?path=/etc", 400)]
    [InlineData("/files?path=/etc/passwd&username=nobody", 401)]
    [InlineData("/files?path=pipe", 400)]
    public async Task Download_OfWhatIsNoFile_IsRefused(string path, int status)
    {
        var (_, envd) = await CreateAsync();
        await envd.RunAsync("mkfifo pipe");

        using var reply = await envd.GetAsync(path);

        ((int)reply.StatusCode).Should().Be(status);
        (await reply.Content.ReadAsStringAsync()).Should().Contain($"\"code\":{status}");
    }

    private static byte[] Bomb(int megabytes)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal))
        {
            var zeros = new byte[1024 * 1024];
            for (var index = 0; index < megabytes; index++)
            {
                gzip.Write(zeros);
            }
        }

        return output.ToArray();
    }
}
