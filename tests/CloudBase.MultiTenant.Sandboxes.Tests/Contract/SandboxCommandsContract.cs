using System.Text;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Contract;

/// <summary>What every provider promises of commands.</summary>
public abstract class SandboxCommandsContract<TWorld>(TWorld world) : SandboxContract<TWorld>(world)
    where TWorld : SandboxWorld
{
    [Fact]
    public async Task RunAsync_Command_HasItsFolderVariablesAndCode()
    {
        ISandbox sandbox = await StartAsync();

        CommandResult result = await sandbox.Commands.RunAsync(
            "pwd; echo $A; echo wrong >&2; exit 7",
            new CommandOptions { WorkingDirectory = "/tmp", Environment = new Dictionary<string, string> { ["A"] = "b c 沙" } },
            Limit);

        (result.ExitCode, result.StandardOutput, result.StandardError, result.Signal).Should().Be((7, "/tmp\nb c 沙\n", "wrong\n", null));
    }

    [Fact]
    public async Task RunAsync_InputThatNobodyGives_IsAtItsEnd()
    {
        ISandbox sandbox = await StartAsync();

        (await sandbox.Commands.RunAsync("cat; echo done", cancellationToken: Limit)).StandardOutput.Should().Be("done\n");
    }

    [Fact]
    public async Task RunAsync_MuchOutput_IsWholeOrSaysThatItIsCut()
    {
        ISandbox sandbox = await StartAsync();

        CommandResult whole = await sandbox.Commands.RunAsync("head -c 3000000 /dev/zero | tr '\\0' x", cancellationToken: Limit);
        CommandResult cut = await sandbox.Commands.RunAsync("head -c 3000000 /dev/zero | tr '\\0' x; exit 3", new CommandOptions { MaxOutputBytes = 1000 }, Limit);

        (whole.StandardOutput.Length, whole.IsTruncated, whole.StandardOutput.All(c => c == 'x')).Should().Be((3_000_000, false, true));
        (cut.StandardOutput.Length, cut.IsTruncated, cut.ExitCode).Should().Be((1000, true, 3));
    }

    [Fact]
    public async Task RunAsync_LongerThanItsTimeout_IsKilledAndShowsWhatItWrote()
    {
        ISandbox sandbox = await StartAsync();
        // Longer than this machine takes to begin the command: the emulator's clock runs, too, while it is not moved.
        Task<CommandResult> running = sandbox.Commands.RunAsync("echo so far; touch said; sleep 1000", new CommandOptions { Timeout = TimeSpan.FromMinutes(3) }, Limit);
        await UntilAsync(async () => await sandbox.Files.FindAsync("said", Limit) is not null);
        await PassAsync(running, TimeSpan.FromMinutes(4));

        SandboxCommandTimeoutException error = (await running.Awaiting(r => r).Should().ThrowAsync<SandboxCommandTimeoutException>()).Which;

        error.Output.StandardOutput.Should().Be("so far\n");
        await UntilAsync(async () => (await sandbox.Commands.ListAsync(Limit)).Count == 0);
    }

    [Fact]
    public async Task RunAsync_CallerGivesUp_CommandIsKilled()
    {
        ISandbox sandbox = await StartAsync();
        using CancellationTokenSource caller = new();
        Task<CommandResult> running = sandbox.Commands.RunAsync("sleep 1000", new CommandOptions { Timeout = null }, caller.Token);
        await UntilAsync(async () => (await sandbox.Commands.ListAsync(Limit)).Count > 0);

        await caller.CancelAsync();

        await running.Awaiting(r => r).Should().ThrowAsync<OperationCanceledException>();
        await UntilAsync(async () => (await sandbox.Commands.ListAsync(Limit)).Count == 0);
    }

    [Fact]
    public async Task RunAsync_FolderThatIsNotThere_SaysSo()
    {
        ISandbox sandbox = await StartAsync();

        (await sandbox.Commands.Awaiting(c => c.RunAsync("true", new CommandOptions { WorkingDirectory = "/no/such" }, Limit)).Should().ThrowAsync<SandboxFileException>())
            .Which.Problem.Should().Be(SandboxFileProblem.NotFound);
    }

    [Fact]
    public async Task StartAsync_Process_TakesInputAndWritesAsItGoes()
    {
        ISandbox sandbox = await StartAsync();
        await using ISandboxProcess process = await sandbox.Commands.StartAsync("while read line; do echo \"got $line\"; done; echo end >&2; exit 5", new CommandOptions { OpenInput = true }, Limit);
        IAsyncEnumerator<CommandOutput> output = process.ReadOutputAsync(Limit).GetAsyncEnumerator(Limit);

        foreach (string word in new[] { "one", "two", "three" })
        {
            await process.WriteInputAsync(Encoding.UTF8.GetBytes(word + "\n"), Limit);
            (await output.MoveNextAsync()).Should().BeTrue();
            Encoding.UTF8.GetString(output.Current.Data.Span).Should().Be($"got {word}\n", "it is there before the next is asked for");
        }

        await process.CloseInputAsync(Limit);
        (await output.MoveNextAsync()).Should().BeTrue();
        (output.Current.Source, Encoding.UTF8.GetString(output.Current.Data.Span)).Should().Be((CommandOutputSource.StandardError, "end\n"));
        (await output.MoveNextAsync()).Should().BeFalse();
        (await process.WaitAsync(Limit)).ExitCode.Should().Be(5);
        (await process.SignalAsync(SandboxSignal.Kill, Limit)).Should().BeFalse();
        await process.Awaiting(p => p.WriteInputAsync("x"u8.ToArray(), Limit)).Should().ThrowAsync<SandboxProcessNotFoundException>();
    }

    [Fact]
    public async Task StartAsync_SlowReader_LosesNothing()
    {
        ISandbox sandbox = await StartAsync();
        await using ISandboxProcess process = await sandbox.Commands.StartAsync("seq 1 300000", cancellationToken: Limit);
        StringBuilder read = new();
        int pieces = 0;

        await foreach (CommandOutput piece in process.ReadOutputAsync(Limit))
        {
            read.Append(Encoding.ASCII.GetString(piece.Data.Span));
            if (pieces++ < 20)
            {
                await Task.Delay(10, Limit);
            }
        }

        read.ToString().Should().Be(string.Concat(Enumerable.Range(1, 300000).Select(i => $"{i}\n")));
        (await process.WaitAsync(Limit)).IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task StartAsync_Disposed_GoesOnAndCanBeConnectedTo()
    {
        ISandbox sandbox = await StartAsync();
        ISandboxProcess first = await sandbox.Commands.StartAsync("read line; echo \"heard $line\"", new CommandOptions { OpenInput = true, Timeout = null }, Limit);
        await first.DisposeAsync();

        ISandbox other = await Provider.ConnectAsync(sandbox.Id, Limit);
        (await other.Commands.ListAsync(Limit)).Should().ContainSingle().Which.Id.Should().Be(first.Id);
        await using ISandboxProcess second = await other.Commands.ConnectAsync(first.Id, Limit);
        await second.WriteInputAsync("you\n"u8.ToArray(), Limit);

        CommandResult result = await second.WaitAsync(Limit);
        (result.StandardOutput, result.ExitCode).Should().Be(("heard you\n", 0));
        await other.Commands.Awaiting(c => c.ConnectAsync(first.Id, Limit)).Should().ThrowAsync<SandboxProcessNotFoundException>();
    }

    [Fact]
    public async Task SignalAsync_Terminate_IsHeardAndKillIsNotAsked()
    {
        ISandbox sandbox = await StartAsync();
        await using ISandboxProcess polite = await sandbox.Commands.StartAsync("trap 'echo bye; exit 9' TERM; echo ready; while true; do sleep 0.05; done", cancellationToken: Limit);
        await using ISandboxProcess deaf = await sandbox.Commands.StartAsync("trap '' TERM; echo ready; while true; do sleep 0.05; done", cancellationToken: Limit);
        IAsyncEnumerator<CommandOutput> first = polite.ReadOutputAsync(Limit).GetAsyncEnumerator(Limit);
        IAsyncEnumerator<CommandOutput> second = deaf.ReadOutputAsync(Limit).GetAsyncEnumerator(Limit);
        (await first.MoveNextAsync() && await second.MoveNextAsync()).Should().BeTrue();

        (await polite.SignalAsync(SandboxSignal.Terminate, Limit)).Should().BeTrue();
        (await deaf.SignalAsync(SandboxSignal.Terminate, Limit)).Should().BeTrue();
        (await first.MoveNextAsync()).Should().BeTrue();
        Encoding.UTF8.GetString(first.Current.Data.Span).Should().Be("bye\n");
        await first.DisposeAsync();
        (await polite.WaitAsync(Limit)).ExitCode.Should().Be(9);
        (await deaf.SignalAsync(SandboxSignal.Kill, Limit)).Should().BeTrue();
        await second.DisposeAsync();
        CommandResult killed = await deaf.WaitAsync(Limit);
        (killed.ExitCode, killed.Signal).Should().Be((-1, "killed"));
    }

    // The emulator's clock is a test's own: time is let pass there until the command's deadline is met.
    private async Task PassAsync(Task running, TimeSpan span)
    {
        await World.Emulator.AdvanceAsync(span, Limit);
        await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(30), Limit));
    }
}
