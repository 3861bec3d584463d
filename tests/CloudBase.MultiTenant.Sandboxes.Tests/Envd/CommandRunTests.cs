using System.Text;
using CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Envd;

/// <summary>Commands that are run and waited for, over a scripted envd.</summary>
public sealed class CommandRunTests
{
    private const string StartPath = "/process.Process/Start";
    private const string SignalPath = "/process.Process/SendSignal";

    [Fact]
    public async Task RunAsync_CommandThatEnds_ReturnsWhatItWroteAndItsCode()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(Envelopes.Whole(Envelopes.Start(), Envelopes.Output("out"), "{\"event\":{\"keepalive\":{}}}", Envelopes.Error("err"), Envelopes.Ended(3))));

        CommandResult result = await sandbox.Commands.RunAsync("false", new CommandOptions { WorkingDirectory = "/tmp", Environment = new Dictionary<string, string> { ["A"] = "b" }, Timeout = TimeSpan.FromSeconds(9) });

        (result.ExitCode, result.StandardOutput, result.StandardError, result.Signal, result.IsTruncated).Should().Be((3, "out", "err", null, false));
        SeenRequest sent = host.Service.Last(StartPath);
        sent.Uri.Should().Be(new Uri($"https://49983-{ClientHost.Id}.sandboxes.test{StartPath}"));
        sent.Headers.Should().Contain("X-Access-Token", ClientHost.Token).And.Contain("E2b-Sandbox-Id", ClientHost.Id).And.Contain("E2b-Sandbox-Port", "49983")
            .And.Contain("connect-timeout-ms", "9000").And.Contain("Connect-Protocol-Version", "1").And.Contain("Content-Type", "application/connect+json").And.NotContainKey("Authorization");
        sent.Message.Should().Be("""{"process":{"cmd":"/bin/bash","args":["-l","-c","false"],"envs":{"A":"b"},"cwd":"/tmp"},"stdin":false}""");
        result.Invoking(r => r.EnsureSuccess()).Should().Throw<SandboxCommandFailedException>();
    }

    [Fact]
    public async Task RunAsync_CharacterSplitAcrossPieces_IsReadWhole()
    {
        byte[] text = Encoding.UTF8.GetBytes("沙箱🏖");
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(Envelopes.Whole([Envelopes.Start(), .. text.Select(b => Envelopes.Output([b])), Envelopes.Ended()])));

        (await sandbox.Commands.RunAsync("x")).StandardOutput.Should().Be("沙箱🏖");
    }

    [Theory]
    [InlineData(4, "沙")]
    [InlineData(6, "沙箱")]
    [InlineData(0, "")]
    public async Task RunAsync_OutputLongerThanTheBound_IsCutBetweenCharactersAndSaysSo(int bound, string kept)
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(Envelopes.Whole(Envelopes.Start(), Envelopes.Output("沙箱!"), Envelopes.Output("more"), Envelopes.Ended())));

        CommandResult result = await sandbox.Commands.RunAsync("x", new CommandOptions { MaxOutputBytes = bound });

        (result.StandardOutput, result.IsTruncated, result.IsSuccess).Should().Be((kept, true, true));
    }

    [Theory]
    [InlineData("signal: killed", false, false, "*ended by a signal (killed)*")]
    [InlineData("signal: killed (out of memory)", true, false, "*ran out of memory*")]
    [InlineData("signal: killed (out of disk)", false, true, "*used more than its disk*")]
    public async Task RunAsync_CommandThatIsKilled_SaysByWhatAndWhatRanOut(string error, bool outOfMemory, bool outOfDisk, string message)
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(Envelopes.Whole(Envelopes.Start(), Envelopes.Killed(error))));

        CommandResult result = await sandbox.Commands.RunAsync("x");

        (result.ExitCode, result.Signal, result.OutOfMemory, result.OutOfDisk, result.IsSuccess).Should().Be((-1, "killed", outOfMemory, outOfDisk, false));
        result.Invoking(r => r.EnsureSuccess()).Should().Throw<SandboxCommandFailedException>().WithMessage(message);
    }

    [Fact]
    public async Task RunAsync_SignalInAStrangersWords_IsShortAndOnOneLine()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        string status = "signal: x\\nFORGED" + new string('y', 100_000);
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(Envelopes.Whole(Envelopes.Start(), Envelopes.Killed().Replace("\"status\":\"signal: killed\"", $"\"status\":\"{status}\""))));

        (await sandbox.Commands.RunAsync("x")).Signal.Should().StartWith("x FORGEDy").And.Match(s => s.Length < 100);
    }

    [Fact]
    public async Task RunAsync_DeadlineToldByEnvd_ThrowsWithWhatWasWritten()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(
            new Envelopes().Send(Envelopes.Start(), Envelopes.Output("so far")).End("""{"error":{"code":"deadline_exceeded","message":"too long"}}""").Body));

        SandboxCommandTimeoutException error = (await sandbox.Commands.Awaiting(c => c.RunAsync("sleep 9", new CommandOptions { Timeout = TimeSpan.FromSeconds(1) }))
            .Should().ThrowAsync<SandboxCommandTimeoutException>()).Which;

        (error.Output.StandardOutput, error.Timeout, error.Sandbox).Should().Be(("so far", TimeSpan.FromSeconds(1), SandboxId.Parse(ClientHost.Id)));
    }

    [Fact]
    public async Task RunAsync_EnvdForgetsTheDeadline_KillsItselfAndThrows()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(new Envelopes().Send(Envelopes.Start(42), Envelopes.Output("so far")).Body))
            .On("POST", SignalPath, 200, "{}");

        DateTimeOffset begun = host.Clock.GetUtcNow();
        Task<CommandResult> running = sandbox.Commands.RunAsync("sleep 9", new CommandOptions { Timeout = TimeSpan.FromSeconds(2) });

        await running.Awaiting(r => host.WhileTimePassesAsync(r, TimeSpan.FromSeconds(1))).Should().ThrowAsync<SandboxCommandTimeoutException>();
        host.Service.Last(SignalPath).Text.Should().Be("""{"process":{"pid":42},"signal":"SIGNAL_SIGKILL"}""");
        (host.Clock.GetUtcNow() - begun).Should().BeLessThan(TimeSpan.FromSeconds(60), "envd is given a few seconds, not as long as a silent stream");
    }

    [Theory]
    [InlineData("{\"event\":{\"keepalive\":{}}}")]
    [InlineData("{\"event\":{\"data\":{\"stdout\":\"Lg==\"}}}")]
    public async Task RunAsync_EnvdThatTalksOnAfterTheDeadline_IsNotListenedToForEver(string word)
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        Envelopes stream = new Envelopes().Send(Envelopes.Start(42));
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(stream.Body)).On("POST", SignalPath, 200, "{}");
        await using ITimer talk = host.Clock.CreateTimer(_ => stream.Send(word), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        DateTimeOffset begun = host.Clock.GetUtcNow();
        Task<CommandResult> running = sandbox.Commands.RunAsync("sleep 9", new CommandOptions { Timeout = TimeSpan.FromSeconds(2) });

        await running.Awaiting(r => host.WhileTimePassesAsync(r, TimeSpan.FromSeconds(1))).Should().ThrowAsync<SandboxCommandTimeoutException>();
        host.Service.Last(SignalPath).Text.Should().Contain("\"pid\":42").And.Contain("SIGKILL");
        (host.Clock.GetUtcNow() - begun).Should().BeLessThan(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task ReadOutputAsync_ByAReaderThatIsSlow_GivesAllOfWhatEndedInTime()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(Envelopes.Whole(Envelopes.Start(), Envelopes.Output("a"), Envelopes.Output("b"), Envelopes.Output("c"), Envelopes.Ended(4))));
        await using ISandboxProcess process = await sandbox.Commands.StartAsync("ls", new CommandOptions { Timeout = TimeSpan.FromSeconds(2) });
        int pieces = 0;

        await foreach (CommandOutput _ in process.ReadOutputAsync())
        {
            pieces++;
            host.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        (pieces, (await process.WaitAsync()).ExitCode).Should().Be((3, 4));
    }

    [Fact]
    public async Task RunAsync_CallerGivesUp_KillsTheCommand()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        using CancellationTokenSource caller = new();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(new Envelopes().Send(Envelopes.Start(42)).Body)).On("POST", SignalPath, 200, "{}");

        Task<CommandResult> running = sandbox.Commands.RunAsync("sleep 9", cancellationToken: caller.Token);
        await host.UntilSilentAsync();
        await caller.CancelAsync();

        await running.Awaiting(r => r).Should().ThrowAsync<OperationCanceledException>();
        host.Service.Last(SignalPath).Text.Should().Contain("\"pid\":42").And.Contain("SIGKILL");
    }

    [Fact]
    public async Task RunAsync_CallerGivesUpBeforeTheIdIsKnown_KillsItWhenItIs()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        using CancellationTokenSource caller = new();
        Envelopes stream = new();
        TaskCompletionSource sent = new();
        host.Service.On("POST", StartPath, _ =>
        {
            sent.SetResult();
            return ScriptedService.Stream(stream.Body);
        }).On("POST", SignalPath, 200, "{}");

        Task<CommandResult> running = sandbox.Commands.RunAsync("sleep 9", cancellationToken: caller.Token);
        await sent.Task;
        await caller.CancelAsync();
        stream.Send(Envelopes.Start(43));

        await running.Awaiting(r => r).Should().ThrowAsync<OperationCanceledException>();
        host.Service.Last(SignalPath).Text.Should().Contain("\"pid\":43");
    }

    [Fact]
    public async Task RunAsync_CannotBeKilledIn5Seconds_SaysSoInTheLog()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        using CancellationTokenSource caller = new();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(new Envelopes().Send(Envelopes.Start(42)).Body))
            .On("POST", SignalPath, async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return ScriptedService.Json(200, "{}");
            });

        Task<CommandResult> running = sandbox.Commands.RunAsync("sleep 9", cancellationToken: caller.Token);
        await host.UntilSilentAsync();
        await caller.CancelAsync();

        await running.Awaiting(r => host.WhileTimePassesAsync(r, TimeSpan.FromSeconds(1))).Should().ThrowAsync<OperationCanceledException>();
        host.Logs.Lines.Should().Contain(l => l.Contains("[4000]"));
    }

    [Fact]
    public async Task RunAsync_FolderThatIsNotThere_NamesTheFolder()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(new Envelopes().End("""{"error":{"code":"invalid_argument","message":"cwd '/nowhere' does not exist"}}""").Body));

        SandboxFileException error = (await sandbox.Commands.Awaiting(c => c.RunAsync("ls", new CommandOptions { WorkingDirectory = "/nowhere" })).Should().ThrowAsync<SandboxFileException>()).Which;

        (error.Path, error.Problem).Should().Be(("/nowhere", SandboxFileProblem.NotFound));
    }

    [Fact]
    public async Task RunAsync_OldEnvd_ClosesTheInputByTheShellAndNamesTheUser()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync(version: "0.2.0");
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(Envelopes.Whole(Envelopes.Start(), Envelopes.Ended())));

        await sandbox.Commands.RunAsync("cat");

        host.Service.Last(StartPath).Message.Should().Contain("exec \\u003C/dev/null; cat");
        host.Service.Last(StartPath).Headers["Authorization"].Should().Be("Basic " + Convert.ToBase64String("user:"u8));
    }

    [Fact]
    public async Task RunAsync_BadInput_IsRefusedAndNothingIsSent()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        int before = host.Service.Seen.Count;
        CommandOptions[] wrong =
        [
            new() { Timeout = TimeSpan.Zero }, new() { MaxOutputBytes = -1 }, new() { User = "a:b" }, new() { WorkingDirectory = "a\0b" },
            new() { Environment = new Dictionary<string, string> { ["A=B"] = "c" } }, new() { Environment = new Dictionary<string, string> { ["A"] = "c\0" } },
        ];

        await sandbox.Commands.Awaiting(c => c.RunAsync(" ")).Should().ThrowAsync<ArgumentException>();
        await sandbox.Commands.Awaiting(c => c.RunAsync("a\0b")).Should().ThrowAsync<ArgumentException>();
        foreach (CommandOptions options in wrong)
        {
            await sandbox.Commands.Awaiting(c => c.RunAsync("ls", options)).Should().ThrowAsync<ArgumentException>();
        }

        host.Service.Seen.Should().HaveCount(before);
    }
}
