using System.Text.Json;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;

namespace CloudBase.MultiTenant.Sandboxes.Tests.E2B;

/// <summary>Starts: what is sent, and that a lost answer never makes two sandboxes.</summary>
public sealed class StartTests
{
    private const string Path = "/v2/sandboxes";
    private const string Mine = """{"cbmt-start":"start-0001"}""";

    [Fact]
    public async Task StartAsync_Start_SendsItOnceWithItsIdAmongTheLabels()
    {
        await using ClientHost host = new();
        host.Service.On("GET", Path, 200, "[]").On("POST", Path, 201, ClientHost.Described());

        ISandbox sandbox = await host.Provider.StartAsync(
            ClientHost.AStart with
            {
                Lifetime = TimeSpan.FromMinutes(2),
                OnExpiry = SandboxExpiryAction.PauseWithoutMemory,
                Metadata = new Dictionary<string, string> { ["tenant"] = "t1" },
                Environment = new Dictionary<string, string> { ["A"] = "b" },
            },
            CancellationToken.None);

        sandbox.Id.Value.Should().Be(ClientHost.Id);
        host.Service.Count("POST", Path).Should().Be(1);
        SeenRequest sent = host.Service.Last(Path);
        sent.Uri.Host.Should().Be("api.sandboxes.test");
        sent.Headers["X-API-KEY"].Should().Be(ClientHost.Key);
        JsonElement body = JsonDocument.Parse(sent.Body).RootElement;
        (body.GetProperty("templateID").GetString(), body.GetProperty("timeout").GetInt32(), body.GetProperty("allow_internet_access").GetBoolean()).Should().Be(("base", 120, false));
        (body.GetProperty("autoPause").GetBoolean(), body.GetProperty("autoPauseMemory").GetBoolean(), body.GetProperty("secure").GetBoolean()).Should().Be((true, false, true));
        body.GetProperty("metadata").GetRawText().Should().Be("""{"tenant":"t1","cbmt-start":"start-0001"}""");
        body.GetProperty("envVars").GetProperty("A").GetString().Should().Be("b");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task StartAsync_AnswerLostAfterItWorked_FindsTheSandboxAndStartsNoSecond(int status)
    {
        await using ClientHost host = new();
        host.Service.On("POST", Path, _ => status == 0 ? ScriptedService.Lost() : ScriptedService.Json(status, "{}"))
            .InTurn("GET", Path, _ => ScriptedService.Json(200, "[]"), _ => ScriptedService.Json(200, "[]"), _ => ScriptedService.Json(200, $"[{ClientHost.Described(metadata: Mine)}]"));

        ISandbox sandbox = await host.WhileTimePassesAsync(host.Provider.StartAsync(ClientHost.AStart, CancellationToken.None), TimeSpan.FromMilliseconds(200));

        sandbox.Id.Value.Should().Be(ClientHost.Id);
        host.Service.Count("POST", Path).Should().Be(1);
        host.Logs.Lines.Should().Contain(l => l.Contains("[4001]")).And.Contain(l => l.Contains("[4002]"));
    }

    [Fact]
    public async Task StartAsync_AnswerLostAndNothingFound_ThrowsWithoutStartingAgain()
    {
        await using ClientHost host = new();
        host.Service.On("POST", Path, _ => ScriptedService.Lost()).On("GET", Path, 200, "[]");

        Task<ISandbox> starting = host.Provider.StartAsync(ClientHost.AStart, CancellationToken.None);

        CloudUnavailableException error = (await starting.Awaiting(s => host.WhileTimePassesAsync(s, TimeSpan.FromSeconds(1))).Should().ThrowAsync<CloudUnavailableException>()).Which;
        error.Effect.Should().Be(CloudEffect.Unknown);
        error.Message.Should().Contain("same start id");
        host.Service.Count("POST", Path).Should().Be(1);
    }

    [Fact]
    public async Task StartAsync_AnswerLostAndTheLookRefused_SaysThatItMayHaveWorked()
    {
        await using ClientHost host = new();
        host.Service.On("POST", Path, _ => ScriptedService.Lost()).InTurn("GET", Path, _ => ScriptedService.Json(200, "[]"), _ => ScriptedService.Json(403, "{}"));

        Task<ISandbox> starting = host.Provider.StartAsync(ClientHost.AStart, CancellationToken.None);

        CloudCallException error = (await starting.Awaiting(s => host.WhileTimePassesAsync(s, TimeSpan.FromSeconds(1))).Should().ThrowAsync<CloudCallException>()).Which;
        error.Effect.Should().Be(CloudEffect.Unknown);
        host.Service.Count("POST", Path).Should().Be(1);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task StartAsync_AnswerLostWhileTheServiceHasTrouble_GoesOnLookingAndFindsIt(int status)
    {
        await using ClientHost host = new(o => o.MaxRetries = 0);
        host.Service.On("POST", Path, _ => ScriptedService.Lost()).InTurn(
            "GET", Path, _ => ScriptedService.Json(200, "[]"), _ => ScriptedService.Json(status, "{}"), _ => ScriptedService.Json(status, "{}"), _ => ScriptedService.Json(200, $"[{ClientHost.Described(metadata: Mine)}]"));

        ISandbox sandbox = await host.WhileTimePassesAsync(host.Provider.StartAsync(ClientHost.AStart, CancellationToken.None), TimeSpan.FromMilliseconds(200));

        sandbox.Id.Value.Should().Be(ClientHost.Id);
        host.Service.Count("POST", Path).Should().Be(1);
    }

    [Fact]
    public async Task StartAsync_SameIdAgain_ReturnsTheFirst()
    {
        await using ClientHost host = new();
        host.Service.On("GET", Path, 200, $"[{ClientHost.Described(metadata: Mine)}]").On("POST", Path, 500);

        (await host.Provider.StartAsync(ClientHost.AStart, CancellationToken.None)).Id.Value.Should().Be(ClientHost.Id);
        host.Service.Count("POST", Path).Should().Be(0);
    }

    [Fact]
    public async Task StartAsync_ServiceThatLeavesFiltersAlone_TakesNoStrangersSandbox()
    {
        await using ClientHost host = new();
        host.Service.On("GET", Path, 200, $$"""[{{ClientHost.Described(metadata: """{"cbmt-start":"another-one"}""").Replace(ClientHost.Id, "stranger1")}}]""").On("POST", Path, 201, ClientHost.Described());

        (await host.Provider.StartAsync(ClientHost.AStart, CancellationToken.None)).Id.Value.Should().Be(ClientHost.Id);
    }

    [Fact]
    public async Task StartAsync_SameIdAtOnce_StartsOne()
    {
        await using ClientHost host = new();
        TaskCompletionSource gate = new();
        host.Service.On("GET", Path, 200, "[]").On("POST", Path, async (_, _) =>
        {
            await gate.Task;
            return ScriptedService.Json(201, ClientHost.Described());
        });

        using CancellationTokenSource impatient = new();
        Task<ISandbox> first = host.Provider.StartAsync(ClientHost.AStart, impatient.Token);
        Task<ISandbox>[] others = [.. Enumerable.Range(0, 5).Select(_ => host.Provider.StartAsync(ClientHost.AStart, CancellationToken.None))];
        await impatient.CancelAsync();
        await first.Awaiting(f => f).Should().ThrowAsync<OperationCanceledException>();
        gate.SetResult();

        (await Task.WhenAll(others)).Should().OnlyContain(s => s.Id.Value == ClientHost.Id, "one caller's impatience ends nobody's start");
        host.Service.Count("POST", Path).Should().Be(1);
    }

    [Fact]
    public async Task StartAsync_GivenUpWhileItWasLookedFor_IsNotSent()
    {
        await using ClientHost host = new();
        TaskCompletionSource looked = new(), gate = new();
        host.Service.On("POST", Path, 201, ClientHost.Described()).On("GET", Path, async (_, _) =>
        {
            looked.TrySetResult();
            await gate.Task;
            return ScriptedService.Json(200, "[]");
        });
        using SpanWatch sent = new("POST /sandboxes");
        using CancellationTokenSource impatient = new();
        Task<ISandbox> start = host.Provider.StartAsync(ClientHost.AStart, impatient.Token);
        await looked.Task;
        await impatient.CancelAsync();
        await start.Awaiting(s => s).Should().ThrowAsync<OperationCanceledException>();

        gate.SetResult();
        await sent.Over;

        host.Service.Count("POST", Path).Should().Be(0, "whoever gave it up has let its row go by then, and nothing would count what comes late");
        (await host.Provider.StartAsync(ClientHost.AStart, CancellationToken.None)).Id.Value.Should().Be(ClientHost.Id, "who comes afterwards begins anew");
        host.Service.Count("POST", Path).Should().Be(1);
    }

    [Fact]
    public async Task StartAsync_GivenUpBetweenTwoAttempts_IsNotSentAgain()
    {
        await using ClientHost host = new();
        TaskCompletionSource refused = new();
        host.Service.On("GET", Path, 200, "[]").On("POST", Path, _ =>
        {
            refused.TrySetResult();
            return ScriptedService.Throttled(seconds: 7);
        });
        using SpanWatch sent = new("POST /sandboxes");
        using CancellationTokenSource impatient = new();
        Task<ISandbox> start = host.Provider.StartAsync(ClientHost.AStart, impatient.Token);
        await refused.Task;
        await impatient.CancelAsync();
        await start.Awaiting(s => s).Should().ThrowAsync<OperationCanceledException>();

        await host.WhileTimePassesAsync(sent.Over, TimeSpan.FromSeconds(1));

        host.Service.Count("POST", Path).Should().Be(1);
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("throttled")]
    public async Task StartAsync_RefusedUnread_IsSentAgain(string how)
    {
        await using ClientHost host = new();
        host.Service.On("GET", Path, 200, "[]").InTurn(
            "POST",
            Path,
            _ => how == "refused" ? ScriptedService.Unsent() : ScriptedService.Throttled(seconds: 7),
            _ => ScriptedService.Json(201, ClientHost.Described()));
        DateTimeOffset before = host.Clock.GetUtcNow();

        await host.WhileTimePassesAsync(host.Provider.StartAsync(ClientHost.AStart, CancellationToken.None), TimeSpan.FromMilliseconds(100));

        host.Service.Count("POST", Path).Should().Be(2);
        (host.Clock.GetUtcNow() - before).Should().BeGreaterThan(how == "throttled" ? TimeSpan.FromSeconds(6.9) : TimeSpan.Zero);
    }

    [Fact]
    public async Task StartAsync_BadInput_IsRefusedAndNothingIsSent()
    {
        await using ClientHost host = new();
        SandboxStart good = ClientHost.AStart;
        SandboxStart[] wrong =
        [
            good with { StartId = "short" }, good with { StartId = "with a space" }, good with { Template = null }, good with { Snapshot = SandboxSnapshotId.Parse("s") }, good with { Template = "a b" },
            good with { Lifetime = TimeSpan.Zero }, good with { Lifetime = TimeSpan.FromMilliseconds(1500) }, good with { Metadata = new Dictionary<string, string> { ["cbmt-start"] = "x" } },
            good with { Metadata = new Dictionary<string, string> { ["a"] = "b\n" } }, good with { Environment = new Dictionary<string, string> { [""] = "b" } },
        ];

        foreach (SandboxStart start in wrong)
        {
            await host.Provider.Awaiting(p => p.StartAsync(start, CancellationToken.None)).Should().ThrowAsync<ArgumentException>();
        }

        host.Service.Seen.Should().BeEmpty();
    }
}
