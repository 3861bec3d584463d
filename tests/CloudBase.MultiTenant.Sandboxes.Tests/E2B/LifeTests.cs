using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Sandboxes.Tests.E2B;

/// <summary>A sandbox's life by the control API, over a scripted service.</summary>
public sealed class LifeTests
{
    private const string One = "/sandboxes/" + ClientHost.Id;
    private const string Missing = """{"code":404,"message":"sandbox not found"}""";

    private static readonly SandboxId s_id = SandboxId.Parse(ClientHost.Id);

    [Fact]
    public async Task ConnectAsync_PausedSandbox_StaysPausedAndItsTokenIsNotAskedForByResuming()
    {
        await using ClientHost host = new();
        host.Service.On("GET", One, 200, ClientHost.Described("paused", token: false)).On("POST", "/process.Process/Start", 401, "{}");

        ISandbox sandbox = await host.Provider.ConnectAsync(s_id, CancellationToken.None);
        await sandbox.Commands.Awaiting(c => c.RunAsync("ls")).Should().ThrowAsync<SandboxPausedException>();

        host.Service.Seen.Should().NotContain(s => s.Uri.AbsolutePath.EndsWith("/connect", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ConnectAsync_ServiceThatShowsTokensOnConnectOnly_ConnectsForTheLifetimeThatIsLeft()
    {
        await using ClientHost host = new();
        host.Service.On("GET", One, 200, ClientHost.Described(token: false)).On("POST", "/v2" + One + "/connect", 200, ClientHost.Described())
            .On("POST", "/process.Process/Start", _ => ScriptedService.Stream(Envelopes.Whole(Envelopes.Start(), Envelopes.Ended())));
        host.Clock.Advance(TimeSpan.FromMinutes(2));

        ISandbox sandbox = await host.Provider.ConnectAsync(s_id, CancellationToken.None);
        await sandbox.Commands.RunAsync("ls");
        await sandbox.Commands.RunAsync("ls");

        host.Service.Last("/v2" + One + "/connect").Text.Should().Be("""{"timeout":180}""");
        host.Service.Count("POST", "/v2" + One + "/connect").Should().Be(1);
        host.Service.Last("/process.Process/Start").Headers["X-Access-Token"].Should().Be(ClientHost.Token);
    }

    [Theory]
    [InlineData("paused", true)]
    [InlineData("running", false)]
    public async Task PauseAsync_Conflict_SucceedsOnlyWhereItIsPaused(string state, bool succeeds)
    {
        await using ClientHost host = new();
        host.Service.On("POST", One + "/pause", 409, """{"code":409,"message":"cannot be paused"}""").On("GET", One, 200, ClientHost.Described(state));

        Func<Task> pausing = () => host.Provider.PauseAsync(s_id, SandboxPauseMode.DiskOnly, CancellationToken.None);

        if (succeeds)
        {
            await pausing.Should().NotThrowAsync();
        }
        else
        {
            await pausing.Should().ThrowAsync<CloudConflictException>();
        }

        host.Service.Last(One + "/pause").Text.Should().Be("""{"memory":false}""");
    }

    [Fact]
    public async Task ResumeAsync_OfWhatRuns_SetsTheLifetimeExactly()
    {
        await using ClientHost host = new();
        host.Service.On("POST", "/v2" + One + "/connect", 200, ClientHost.Described()).On("POST", One + "/timeout", 204);

        await host.Provider.ResumeAsync(s_id, TimeSpan.FromMinutes(1), CancellationToken.None);

        host.Service.Last(One + "/timeout").Text.Should().Be("""{"timeout":60}""");
    }

    [Fact]
    public async Task StopAsync_AnswerLostThenGone_CountsAsStopped()
    {
        await using ClientHost host = new();
        host.Service.InTurn("DELETE", One, _ => ScriptedService.Lost(), _ => ScriptedService.Json(404, Missing));

        (await host.WhileTimePassesAsync(host.Provider.StopAsync(s_id, CancellationToken.None), TimeSpan.FromMilliseconds(200))).Should().BeTrue();
        (await host.Provider.StopAsync(s_id, CancellationToken.None)).Should().BeFalse();
    }

    [Fact]
    public async Task SnapshotAsync_AnswerLost_IsNotTakenTwice()
    {
        await using ClientHost host = new();
        host.Service.On("POST", One + "/snapshots", _ => ScriptedService.Lost());

        (await host.Provider.Awaiting(p => p.SnapshotAsync(s_id, new SandboxSnapshotRequest { Name = "n" }, CancellationToken.None)).Should().ThrowAsync<CloudUnavailableException>())
            .Which.Effect.Should().Be(CloudEffect.Unknown);
        host.Service.Count("POST", One + "/snapshots").Should().Be(1);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(501)]
    public async Task ListSnapshots_OfAServiceThatHasNone_SaysSoOnceAndTakesTheCapabilityAway(int status)
    {
        await using ClientHost host = new();
        host.Service.On("GET", "/snapshots", status, "Not Found");
        host.Provider.Capabilities.Should().HaveFlag(SandboxCapabilities.SnapshotNames);

        await host.Provider.Awaiting(p => p.ListSnapshotsAsync(null, CancellationToken.None).ToListAsync().AsTask()).Should().ThrowAsync<NotSupportedException>().WithMessage($"*no list of snapshots*HTTP {status}*");

        host.Service.Count("GET", "/snapshots").Should().Be(1, "it is an answer, not a fault that passes");
        host.Provider.Capabilities.Should().NotHaveFlag(SandboxCapabilities.SnapshotNames).And.HaveFlag(SandboxCapabilities.Snapshots);
        SandboxTemplate template = new() { Name = "web", Version = "1", Base = "base" };
        (await host.Services.GetRequiredService<ISandboxTemplates>().PrepareAsync(template, CancellationToken.None)).Snapshot.Should().BeNull("it is prepared in each sandbox");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(403)]
    public async Task ListSnapshots_ThatFails_SaysNothingAboutTheService(int status)
    {
        await using ClientHost host = new();
        host.Service.On("GET", "/snapshots", status, "{}");

        await host.WhileTimePassesAsync(host.Provider.ListSnapshotsAsync(null, CancellationToken.None).ToListAsync().AsTask(), TimeSpan.FromSeconds(1)).Awaiting(t => t).Should().ThrowAsync<CloudCallException>();

        host.Provider.Capabilities.Should().HaveFlag(SandboxCapabilities.SnapshotNames);
    }

    [Fact]
    public async Task ListSnapshots_OfASandboxThatIsGone_SaysNothingAboutTheService()
    {
        await using ClientHost host = new();
        host.Service.On("GET", "/snapshots", 404, """{"code":404,"message":"no such sandbox"}""");

        await host.Provider.Awaiting(p => p.ListSnapshotsAsync(s_id, CancellationToken.None).ToListAsync().AsTask()).Should().ThrowAsync<CloudNotFoundException>();

        host.Provider.Capabilities.Should().HaveFlag(SandboxCapabilities.SnapshotNames);
    }

    [Fact]
    public async Task ListSnapshots_WhoseLaterPageIsGone_SaysNothingAboutTheService()
    {
        await using ClientHost host = new();
        host.Service.InTurn(
            "GET",
            "/snapshots",
            _ =>
            {
                HttpResponseMessage page = ScriptedService.Json(200, """[{"snapshotID":"snap-1","names":[]}]""");
                page.Headers.Add("x-next-token", "two");
                return page;
            },
            _ => ScriptedService.Json(404, """{"code":404,"message":"no such page"}"""));

        await host.Provider.Awaiting(p => p.ListSnapshotsAsync(null, CancellationToken.None).ToListAsync().AsTask()).Should().ThrowAsync<CloudNotFoundException>();

        host.Provider.Capabilities.Should().HaveFlag(SandboxCapabilities.SnapshotNames, "a service whose first page is there has that list");
    }

    [Fact]
    public async Task SnapshotAsync_Taken_IsNamedByTheService()
    {
        await using ClientHost host = new();
        host.Service.On("POST", One + "/snapshots", 201, """{"snapshotID":"snap-1","names":["n"]}""").On("DELETE", "/templates/snap-1", 204);

        SandboxSnapshot snapshot = await host.Provider.SnapshotAsync(s_id, new SandboxSnapshotRequest { Name = "n" }, CancellationToken.None);

        (snapshot.Id.Value, snapshot.Name, snapshot.Sandbox, snapshot.IncludesMemory).Should().Be(("snap-1", "n", s_id, null));
        (await host.Provider.DeleteSnapshotAsync(snapshot.Id, CancellationToken.None)).Should().BeTrue();
    }

    [Fact]
    public async Task ListAsync_Labels_AreEncodedAsTheServiceDecodesThem()
    {
        await using ClientHost host = new();
        host.Service.InTurn(
            "GET",
            "/v2/sandboxes",
            _ =>
            {
                HttpResponseMessage page = ScriptedService.Json(200, $"[{ClientHost.Described(metadata: """{"a&b":"c=d %"}""")}]");
                page.Headers.Add("x-next-token", "page two");
                return page;
            },
            _ => ScriptedService.Json(200, "[]"));

        List<SandboxInfo> found = await ListAsync(host, new SandboxQuery { Metadata = new Dictionary<string, string> { ["a&b"] = "c=d %" }, States = [SandboxState.Running], PageSize = 7 });

        found.Should().ContainSingle().Which.Id.Should().Be(s_id);
        string query = host.Service.Seen[0].Uri.Query;
        query.Should().Contain("state=running&limit=7&metadata=").And.NotContain("paused");
        string once = Uri.UnescapeDataString(query.Split("metadata=")[1]);
        once.Should().Be("a%2526b=c%253Dd%2520%2525");
        host.Service.Seen[1].Uri.Query.Should().EndWith("&nextToken=page%20two");
    }

    [Fact]
    public async Task ListAsync_ServiceThatLeavesTheStateAlone_GivesOnlyWhatWasAskedFor()
    {
        await using ClientHost host = new();
        host.Service.On("GET", "/v2/sandboxes", 200, $"[{ClientHost.Described()},{ClientHost.Described("paused").Replace(ClientHost.Id, "another", StringComparison.Ordinal)}]");

        (await ListAsync(host, new SandboxQuery { States = [SandboxState.Running] })).Should().ContainSingle().Which.Id.Should().Be(s_id);
        (await ListAsync(host, new SandboxQuery { States = [SandboxState.Paused] })).Should().ContainSingle().Which.State.Should().Be(SandboxState.Paused);
        (await ListAsync(host, new SandboxQuery())).Should().HaveCount(2);
    }

    [Fact]
    public async Task ListAsync_TokenThatNeverEnds_Ends()
    {
        await using ClientHost host = new();
        int asked = 0;
        host.Service.On("GET", "/v2/sandboxes", _ =>
        {
            (++asked).Should().BeLessThan(10, "a list that is asked for ever hangs its caller");
            HttpResponseMessage page = ScriptedService.Json(200, $"[{ClientHost.Described()}]");
            page.Headers.Add("x-next-token", "same");
            return page;
        });

        (await ListAsync(host, new SandboxQuery())).Should().HaveCount(2);
        (await ListAsync(host, new SandboxQuery { States = [SandboxState.Stopped] })).Should().BeEmpty();
        await host.Awaiting(h => ListAsync(h, new SandboxQuery { PageSize = 0 })).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task GetPreview_Port_HasTheHostOrTheHeadersThatReachIt()
    {
        await using ClientHost plain = new();
        ISandbox sandbox = await plain.StartAsync();
        sandbox.GetPreviewUri(3000).Should().Be(new Uri($"https://3000-{ClientHost.Id}.sandboxes.test/"));
        (await sandbox.GetPreviewAsync(3000)).Headers.Should().BeEmpty();
        sandbox.Invoking(s => s.GetPreviewUri(0)).Should().Throw<ArgumentOutOfRangeException>();
        sandbox.Invoking(s => s.GetPreviewUri(65536)).Should().Throw<ArgumentOutOfRangeException>();

        await using ClientHost routed = new(o => o.SandboxUrl = new Uri("http://127.0.0.1:4680"));
        SandboxPreview preview = await (await routed.StartAsync()).GetPreviewAsync(3000);
        preview.Uri.Should().Be(new Uri("http://127.0.0.1:4680"));
        preview.Headers.ToDictionary(h => h.Key, h => h.Value.Reveal()).Should().Contain("E2b-Sandbox-Id", ClientHost.Id).And.Contain("E2b-Sandbox-Port", "3000");

        await using ClientHost proxied = new(o => (o.SandboxUrl, o.PortUrl) = (new Uri("http://127.0.0.1:4680"), "https://{port}-{id}.preview.test/"));
        preview = await (await proxied.StartAsync()).GetPreviewAsync(3000);
        (preview.Uri, preview.Headers.Count).Should().Be((new Uri($"https://3000-{ClientHost.Id}.preview.test/"), 0));
    }

    [Fact]
    public async Task StartAsync_DomainOfTheAnswer_IsUsedWhereItIsAHost()
    {
        foreach ((string told, string host) in new[] { ("other.test", "other.test"), ("thief.test/x?", "sandboxes.test"), ("a@thief.test", "sandboxes.test") })
        {
            await using ClientHost client = new();
            client.Service.On("GET", "/v2/sandboxes", 200, "[]").On("POST", "/v2/sandboxes", 201, ClientHost.Described().Replace("\"state\"", $"\"domain\":\"{told}\",\"state\""));

            (await client.Provider.StartAsync(ClientHost.AStart, CancellationToken.None)).GetPreviewUri(80).Host.Should().Be($"80-{ClientHost.Id}.{host}");
        }
    }

    private static async Task<List<SandboxInfo>> ListAsync(ClientHost host, SandboxQuery query)
    {
        List<SandboxInfo> found = [];
        await foreach (SandboxInfo info in host.Provider.ListAsync(query, CancellationToken.None))
        {
            found.Add(info);
        }

        return found;
    }
}
