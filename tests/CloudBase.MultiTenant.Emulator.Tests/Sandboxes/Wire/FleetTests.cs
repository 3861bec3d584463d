using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Wire;

/// <summary>Sandboxes over time: expiry, pause, limits, lists, faults, crashes.</summary>
public sealed class FleetTests : SandboxTest
{
    protected override void Configure(CloudBaseEmulatorOptions options) => options.MaxSandboxes = 4;

    [Fact]
    public async Task Lifetime_WhenItIsOver_EndsTheSandbox()
    {
        var (id, envd) = await CreateAsync("""{"timeout":60}""");
        Clock.Advance(TimeSpan.FromSeconds(59));
        (await CallAsync(HttpMethod.Get, $"/sandboxes/{id}")).Status.Should().Be(200);

        Clock.Advance(TimeSpan.FromSeconds(1));

        (await CallAsync(HttpMethod.Get, $"/sandboxes/{id}")).Status.Should().Be(404);
        (await envd.CallAsync("/process.Process/List", "{}")).Status.Should().Be(502);
        var shown = Emulator.Sandboxes.Should().ContainSingle().Subject;
        shown.EndReason.Should().Be("timeout");
        shown.Running.Should().Be(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Lifetime_ThatWasExtended_CountsFromNow()
    {
        var (id, _) = await CreateAsync("""{"timeout":60}""");
        Clock.Advance(TimeSpan.FromSeconds(30));
        (await CallAsync(HttpMethod.Post, $"/sandboxes/{id}/timeout", """{"timeout":60}""")).Status.Should().Be(204);
        Clock.Advance(TimeSpan.FromSeconds(59));

        (await CallAsync(HttpMethod.Get, $"/sandboxes/{id}")).Status.Should().Be(200);
        // A connect never shortens what is left.
        (await CallAsync(HttpMethod.Post, $"/v2/sandboxes/{id}/connect", """{"timeout":0}""")).Status.Should().Be(200);
        (await CallAsync(HttpMethod.Get, $"/sandboxes/{id}")).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("""{"timeout":86401}""")]
    [InlineData("""{"timeout":-1}""")]
    [InlineData("""{"timeout":"60"}""")]
    [InlineData("""{"metadata":{"a":1}}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task Start_ThatMakesNoSense_IsRefusedAndStartsNothing(string body)
    {
        (await CallAsync(HttpMethod.Post, "/sandboxes", body)).Status.Should().Be(400);

        Emulator.Sandboxes.Should().BeEmpty();
    }

    [Fact]
    public async Task Start_FromATemplateThatIsNotThere_IsNotFound() =>
        (await CallAsync(HttpMethod.Post, "/sandboxes", """{"templateID":"nothing"}""")).Status.Should().Be(404);

    [Fact]
    public async Task Start_BeyondTheLimit_IsRefusedUntilOneEnds()
    {
        var (first, _) = await CreateAsync();
        await CreateAsync();
        await CreateAsync();
        await CreateAsync();

        using (var refused = await Http.PostAsync("/sandboxes", SandboxMachine.Json("{}")))
        {
            ((int)refused.StatusCode).Should().Be(429);
            refused.Headers.RetryAfter.Should().NotBeNull();
        }

        await CallAsync(HttpMethod.Delete, $"/sandboxes/{first}");
        (await CallAsync(HttpMethod.Post, "/sandboxes", "{}")).Status.Should().Be(201);
    }

    [Fact]
    public async Task Pause_WithoutMemory_KeepsTheDiskAndEndsTheProcesses()
    {
        var (id, envd) = await CreateAsync("""{"timeout":60}""");
        await envd.RunAsync("echo kept > f; sleep 1000 > /dev/null 2>&1 &");
        Clock.Advance(TimeSpan.FromSeconds(10));

        (await CallAsync(HttpMethod.Post, $"/sandboxes/{id}/pause", """{"memory":false}""")).Status.Should().Be(204);
        (await CallAsync(HttpMethod.Post, $"/sandboxes/{id}/pause", """{"memory":false}""")).Status.Should().Be(409);
        (await envd.CallAsync("/process.Process/List", "{}")).Status.Should().Be(502);
        // What is paused does not end.
        Clock.Advance(TimeSpan.FromHours(30));
        (await CallAsync(HttpMethod.Get, $"/sandboxes/{id}")).Body.GetProperty("state").GetString().Should().Be("paused");
        (await CallAsync(HttpMethod.Post, $"/sandboxes/{id}/resume", """{"timeout":60}""")).Status.Should().Be(201);
        (await CallAsync(HttpMethod.Post, $"/sandboxes/{id}/resume", """{"timeout":60}""")).Status.Should().Be(409);

        (await envd.RunAsync("cat f; pgrep sleep")).Output.Should().Be("kept\n");
        var shown = Emulator.Sandboxes.Single();
        (shown.Running, shown.Paused).Should().Be((TimeSpan.FromSeconds(10), TimeSpan.FromHours(30)));
    }

    [Fact]
    public async Task Expiry_OfASandboxThatPausesAndResumesItself_LosesNothing()
    {
        var (id, envd) = await CreateAsync("""{"timeout":60,"autoPause":true,"autoPauseMemory":false,"autoResume":{"enabled":true}}""");
        await envd.RunAsync("echo kept > f");
        Clock.Advance(TimeSpan.FromSeconds(60));
        (await CallAsync(HttpMethod.Get, $"/sandboxes/{id}")).Body.GetProperty("state").GetString().Should().Be("paused");

        (await envd.RunAsync("cat f")).Output.Should().Be("kept\n");
        (await CallAsync(HttpMethod.Get, $"/sandboxes/{id}")).Body.GetProperty("state").GetString().Should().Be("running");
    }

    [Fact]
    public async Task Resume_OfItself_IsForWhoHoldsTheTokenOnly()
    {
        var (id, token) = await SandboxMachine.CreateAsync(Http, """{"timeout":60,"autoPause":true,"autoPauseMemory":false,"autoResume":{"enabled":true},"network":{"allowPublicTraffic":false}}""");
        var (_, neighbour) = await SandboxMachine.CreateAsync(Http);
        (await CallAsync(HttpMethod.Post, $"/sandboxes/{id}/pause", """{"memory":false}""")).Status.Should().Be(204);
        using var stranger = new Envd(Emulator, id, null);
        using var foreign = new Envd(Emulator, id, neighbour);
        foreach (var envd in new[] { stranger, foreign })
        {
            (await envd.CallAsync("/process.Process/List", "{}")).Status.Should().Be(401);
            foreach (var path in new[] { "/health", "/files?path=f", "/files?path=f&signature=v1_x", "/metrics" })
            {
                using var refused = await envd.GetAsync(path);
                ((int)refused.StatusCode).Should().Be(401, path);
            }

            using var asked = await envd.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/files"));
            ((int)asked.StatusCode).Should().Be(401);
        }

        (await CallAsync(HttpMethod.Get, $"/_sandboxes/{id}/3000/")).Status.Should().Be(401);
        (await CallAsync(HttpMethod.Get, $"/sandboxes/{id}")).Body.GetProperty("state").GetString().Should().Be("paused");

        using var owner = new Envd(Emulator, id, token);
        (await owner.RunAsync("echo awake")).Output.Should().Be("awake\n");
    }

    [Fact]
    public async Task List_PageByPage_ShowsEachOnceWhileOthersStart()
    {
        List<string> ids = [];
        for (var count = 0; count < 3; count++)
        {
            ids.Add((await CreateAsync()).Id);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        List<string> seen = [];
        var next = string.Empty;
        do
        {
            using var reply = await Http.GetAsync($"/v2/sandboxes?limit=1&nextToken={Uri.EscapeDataString(next)}");
            using var page = JsonDocument.Parse(await reply.Content.ReadAsStringAsync());
            seen.AddRange(page.RootElement.EnumerateArray().Select(entry => entry.GetProperty("sandboxID").GetString()!));
            if (seen.Count == 1)
            {
                await CreateAsync();
            }

            next = reply.Headers.TryGetValues("x-next-token", out var tokens) ? tokens.Single() : string.Empty;
        }
        while (next.Length > 0);

        seen.Should().Equal(Enumerable.Reverse(ids));
    }

    [Fact]
    public async Task Answer_WithoutABody_LeavesTheConnectionOpen()
    {
        var (id, _) = await CreateAsync();
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(Emulator.Endpoint.Host, Emulator.Endpoint.Port);
        await using var stream = socket.GetStream();
        using var reader = new StreamReader(stream);
        foreach (var status in new[] { "204 No Content", "404 Not Found" })
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"DELETE /sandboxes/{id} HTTP/1.1\r\nHost: x\r\nX-API-Key: {Emulator.SandboxApiKey}\r\n\r\n"));

            (await reader.ReadLineAsync()).Should().Be($"HTTP/1.1 {status}");
            while (!string.IsNullOrEmpty(await reader.ReadLineAsync()))
            {
            }
        }
    }

    [Fact]
    public async Task Key_ThatIsUnknown_OpensNothing()
    {
        using var stranger = new HttpClient { BaseAddress = Emulator.Endpoint };
        stranger.DefaultRequestHeaders.Add("X-API-Key", "e2b_0000");

        using var reply = await stranger.PostAsync("/v2/sandboxes", SandboxMachine.Json("{}"));

        ((int)reply.StatusCode).Should().Be(401);
        Emulator.Sandboxes.Should().BeEmpty();
    }

    [Theory]
    [InlineData("/v3/templates")]
    [InlineData("/volumes")]
    [InlineData("/secrets")]
    public async Task Call_ThatIsNotServed_IsRefusedByName(string path)
    {
        var (status, body) = await CallAsync(HttpMethod.Post, path, "{}");

        status.Should().Be(501);
        body.GetProperty("message").GetString().Should().Contain(path);
    }

    [Fact]
    public async Task Fault_ReplyLostAfterAStart_LeavesASandboxThatTheListShows()
    {
        Emulator.Faults.Add(new FaultScript { Kind = FaultKind.ReplyLostAfterEffect, Service = "sandbox", Action = "CreateSandbox" });

        var lost = () => Http.PostAsync("/sandboxes", SandboxMachine.Json("""{"metadata":{"start":"s1"}}"""));

        await lost.Should().ThrowAsync<HttpRequestException>();
        (await CallAsync(HttpMethod.Get, "/v2/sandboxes?metadata=start%3Ds1")).Body.GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task Fault_OnACommandAfterItsEffect_CutsTheReplyOfACommandThatRan()
    {
        var (_, envd) = await CreateAsync();
        Emulator.Faults.Add(new FaultScript { Kind = FaultKind.ReplyLostAfterEffect, Service = "sandbox", Action = "Process/Start" });

        var lost = () => envd.RunAsync("touch ran");

        await lost.Should().ThrowAsync<Exception>();
        (await envd.RunAsync("ls")).Output.Should().Be("ran\n");
    }

    [Fact]
    public async Task Fault_Throttle_NamesWhenToTryAgain()
    {
        Emulator.Faults.Add(new FaultScript { Kind = FaultKind.Throttle, Service = "sandbox", Action = "ListSandboxes" });

        using var reply = await Http.GetAsync("/v2/sandboxes");

        ((int)reply.StatusCode).Should().Be(429);
        reply.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Crash_OnDemand_IsShownAsAnError()
    {
        var (id, envd) = await CreateAsync();

        (await Emulator.CrashSandboxAsync(id)).Should().BeTrue();
        (await Emulator.CrashSandboxAsync(id)).Should().BeFalse();

        (await CallAsync(HttpMethod.Get, $"/sandboxes/{id}")).Status.Should().Be(404);
        (await envd.CallAsync("/process.Process/List", "{}")).Status.Should().Be(502);
        Emulator.Sandboxes.Single().EndReason.Should().Be("error");
    }

    [Fact]
    public async Task FirstProcess_CannotBeKilledFromInside()
    {
        var (id, envd) = await CreateAsync();

        var (messages, _) = await envd.StreamAsync("/process.Process/Start", Envd.Command("kill -9 1; kill -9 -1; exec kill -9 $$"));

        messages[^1].GetProperty("event").GetProperty("end").GetProperty("status").GetString().Should().Be("signal: killed");
        (await CallAsync(HttpMethod.Get, $"/sandboxes/{id}")).Body.GetProperty("state").GetString().Should().Be("running");
        (await envd.RunAsync("echo alive")).Output.Should().Be("alive\n");
    }
}
