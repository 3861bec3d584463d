using System.Buffers.Binary;
using CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Envd;

/// <summary>Streams that are cut, swollen, compressed or not what was asked for; and sandboxes that are gone.</summary>
public sealed class EnvdStreamTests
{
    private const string StartPath = "/process.Process/Start";

    public static TheoryData<string> Broken => ["cut after the start", "cut within a head", "cut within a message", "reset", "end without the command's", "no start first", "no JSON", "null"];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task RunAsync_StreamThatIsBroken_ThrowsUnavailableAndNeverAResult(string how)
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(Break(how)));

        SandboxUnavailableException error = (await sandbox.Commands.Awaiting(c => c.RunAsync("ls")).Should().ThrowAsync<SandboxUnavailableException>()).Which;

        error.Effect.Should().Be(CloudEffect.Unknown);
        error.Message.Should().Contain(ClientHost.Id).And.Contain("may have worked");
    }

    [Fact]
    public async Task RunAsync_CutAfterTheCommandsEnd_ReturnsTheResult()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(new Envelopes().Send(Envelopes.Start(), Envelopes.Output("a"), Envelopes.Ended(4)).Cut().Body));

        (await sandbox.Commands.RunAsync("ls")).ExitCode.Should().Be(4);
    }

    [Theory]
    [InlineData(uint.MaxValue, 0)]
    [InlineData(16u * 1024 * 1024 + 1, 0)]
    [InlineData(0x8000_0000u, 2)]
    public async Task RunAsync_MessageLongerThanTheBound_IsRefusedUnread(uint length, byte flags)
    {
        byte[] head = [flags, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(1), length);
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(new Envelopes().Send(Envelopes.Start()).Raw(head).Body));

        await sandbox.Commands.Awaiting(c => c.RunAsync("ls").WaitAsync(TimeSpan.FromSeconds(20))).Should().ThrowAsync<SandboxUnavailableException>().WithMessage("*MaxMessageBytes*");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task RunAsync_CompressedMessage_IsRefused(byte flags)
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(new Envelopes().Send(Envelopes.Start()).Raw(Envelopes.Pack("x", flags)).Body));

        await sandbox.Commands.Awaiting(c => c.RunAsync("ls")).Should().ThrowAsync<SandboxUnavailableException>().WithMessage("*compressed*");
    }

    [Fact]
    public async Task RunAsync_SilentStream_IsTakenForCut()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(new Envelopes().Send(Envelopes.Start()).Body)).On("POST", "/process.Process/SendSignal", 200, "{}");

        Task<CommandResult> running = sandbox.Commands.RunAsync("sleep infinity", new CommandOptions { Timeout = null });

        await running.Awaiting(r => host.WhileTimePassesAsync(r, TimeSpan.FromSeconds(30))).Should().ThrowAsync<SandboxUnavailableException>().WithMessage("*silent for 00:03:00*");
    }

    [Theory]
    [InlineData("running", typeof(SandboxUnavailableException))]
    [InlineData("paused", typeof(SandboxPausedException))]
    [InlineData(null, typeof(SandboxLostException))]
    public async Task RunAsync_GatewayDoesNotReachTheSandbox_SaysWhatBecameOfIt(string? state, Type error)
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, 502, $$"""{"sandboxId":"{{ClientHost.Id}}","message":"The sandbox was not found","code":502}""");
        if (state is null)
        {
            host.Service.On("GET", "/sandboxes/" + ClientHost.Id, 404, """{"code":404,"message":"not found"}""");
        }
        else
        {
            host.Service.On("GET", "/sandboxes/" + ClientHost.Id, 200, ClientHost.Described(state));
        }

        (await sandbox.Commands.Awaiting(c => c.RunAsync("ls")).Should().ThrowAsync<SandboxException>()).Which.Should().BeOfType(error);
    }

    [Fact]
    public async Task RunAsync_SandboxGoesAwayInTheMiddle_ThrowsLost()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(new Envelopes().Send(Envelopes.Start()).Cut(new IOException("reset")).Body))
            .On("GET", "/sandboxes/" + ClientHost.Id, 404, """{"code":404,"message":"not found"}""");

        await sandbox.Commands.Awaiting(c => c.RunAsync("ls")).Should().ThrowAsync<SandboxLostException>();
    }

    [Fact]
    public async Task RunAsync_TokenThatIsRefused_AsksForAnotherOnceAndThenThrows()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, 401, """{"code":401,"message":"unauthorized"}""");

        await sandbox.Commands.Awaiting(c => c.RunAsync("ls")).Should().ThrowAsync<SandboxAccessDeniedException>();
        host.Service.Count("POST", StartPath).Should().Be(1, "the service knows no other token");

        host.Service.On("GET", "/sandboxes/" + ClientHost.Id, 200, ClientHost.Described().Replace(ClientHost.Token, "renewed"));
        host.Service.On("POST", StartPath, seen => seen.Headers["X-Access-Token"] == "renewed"
            ? ScriptedService.Stream(Envelopes.Whole(Envelopes.Start(), Envelopes.Ended())) : ScriptedService.Json(401, "{}"));
        (await sandbox.Commands.RunAsync("ls")).IsSuccess.Should().BeTrue();
        host.Service.Count("POST", StartPath).Should().Be(3);
    }

    [Fact]
    public async Task RunAsync_TokenThatIsNotToldInTime_IsNoCancellationOfTheCallers()
    {
        await using ClientHost host = new();
        host.Service.On("GET", "/sandboxes/" + ClientHost.Id, 200, ClientHost.Described(token: false)).On("POST", "/v2/sandboxes/" + ClientHost.Id + "/connect", async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return ScriptedService.Json(200, "{}");
        });
        ISandbox sandbox = await host.Provider.ConnectAsync(SandboxId.Parse(ClientHost.Id), CancellationToken.None);

        Task<CommandResult> running = sandbox.Commands.RunAsync("ls");

        (await running.Awaiting(r => host.WhileTimePassesAsync(r, TimeSpan.FromSeconds(5))).Should().ThrowAsync<CloudBaseException>())
            .Which.Should().Match(e => e is SandboxUnavailableException || e is CloudUnavailableException);
    }

    [Fact]
    public async Task RunAsync_Redirect_IsNotFollowed()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => new HttpResponseMessage(System.Net.HttpStatusCode.Redirect) { Headers = { Location = new Uri("https://thief.test/") } });

        await sandbox.Commands.Awaiting(c => c.RunAsync("ls")).Should().ThrowAsync<SandboxUnavailableException>().WithMessage("*never followed*");
        host.Service.Seen.Should().NotContain(s => s.Uri.Host == "thief.test");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_CodeThatIsHalfACharacter_IsAnErrorOfTheSandboxLikeAnyOther(bool atTheEnd)
    {
        // Whoever is root in a sandbox may put a program of its own in envd's place.
        const string Half = """{"code":"\ud800","message":"odd"}""";
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => atTheEnd
            ? ScriptedService.Stream(new Envelopes().Send(Envelopes.Start()).End($$"""{"error":{{Half}}}""").Body) : ScriptedService.Json(500, Half));

        await sandbox.Commands.Awaiting(c => c.RunAsync("ls")).Should().ThrowAsync<SandboxUnavailableException>().WithMessage("*odd*");
    }

    [Fact]
    public async Task RunAsync_CodeInAStrangersWords_WritesNoLineOfALogAndNoNovel()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(
            new Envelopes().Send(Envelopes.Start()).End("""{"error":{"code":"x\nFORGED""" + new string('y', 100_000) + "\"}}").Body));

        SandboxUnavailableException error = (await sandbox.Commands.Awaiting(c => c.RunAsync("ls")).Should().ThrowAsync<SandboxUnavailableException>()).Which;

        error.Message.Should().NotContain("\n").And.Match(text => ((string)text).Length < 1000);
    }

    [Fact]
    public async Task ListAsync_AnswerWhoseNamesAreForged_WritesNoLineOfALog()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", "/process.Process/List", 200, """{"processes":[{"config":{"envs":{"x\nFORGED":5}}}]}""");

        SandboxUnavailableException error = (await sandbox.Commands.Awaiting(c => c.ListAsync()).Should().ThrowAsync<SandboxUnavailableException>()).Which;

        error.ToString().Should().NotContain("\nFORGED");
    }

    private static Stream Break(string how) => how switch
    {
        "cut after the start" => new Envelopes().Send(Envelopes.Start(), Envelopes.Output("a")).Cut().Body,
        "cut within a head" => new Envelopes().Send(Envelopes.Start()).Raw([0, 0]).Cut().Body,
        "cut within a message" => new Envelopes().Send(Envelopes.Start()).Raw(Envelopes.Pack(Envelopes.Output("abc"))[..20]).Cut().Body,
        "reset" => new Envelopes().Send(Envelopes.Start()).Cut(new IOException("connection reset")).Body,
        "end without the command's" => new Envelopes().Send(Envelopes.Start()).End().Body,
        "no start first" => Envelopes.Whole(Envelopes.Output("a"), Envelopes.Ended()),
        "no JSON" => new Envelopes().Send(Envelopes.Start(), "<html>").End().Body,
        _ => new Envelopes().Send(Envelopes.Start(), "null").End().Body,
    };
}
