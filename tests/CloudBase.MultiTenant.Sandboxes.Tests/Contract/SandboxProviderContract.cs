using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Contract;

/// <summary>What every provider promises of a sandbox's life.</summary>
public abstract class SandboxProviderContract<TWorld>(TWorld world) : SandboxContract<TWorld>(world)
    where TWorld : SandboxWorld
{
    [Fact]
    public async Task StartAsync_Template_RunsWithItsLabelsAndLifetime()
    {
        ISandbox sandbox = await StartAsync(NewStart() with { Metadata = new Dictionary<string, string> { ["tenant"] = "t & co=%1", ["中"] = "文" } });

        SandboxInfo info = await sandbox.DescribeAsync(Limit);

        (info.Id, info.State, info.EndReason).Should().Be((sandbox.Id, SandboxState.Running, null));
        info.Metadata.Should().Contain("tenant", "t & co=%1").And.Contain("中", "文");
        (info.ExpiresAt - info.StartedAt).Should().BeCloseTo(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(5));
        (await Provider.FindAsync(sandbox.Id, Limit))!.State.Should().Be(SandboxState.Running);
    }

    [Fact]
    public async Task StartAsync_SameStartId_IsTheSameSandbox()
    {
        SandboxStart start = NewStart();
        int before = World.CountLiving();

        ISandbox[] sandboxes = await Task.WhenAll(StartAsync(start), StartAsync(start), StartAsync(start));
        ISandbox again = await StartAsync(start);

        sandboxes.Append(again).Select(s => s.Id).Distinct().Should().ContainSingle();
        World.CountLiving().Should().Be(before + 1);
        (await again.Commands.RunAsync("echo hi", cancellationToken: Limit)).StandardOutput.Should().Be("hi\n");
    }

    [Fact]
    public async Task Calls_WhoseTimeIsOver_AreNotSent()
    {
        // A host that stood still relies on it: by then another has its row.
        CancellationToken over = new(canceled: true);
        ISandbox sandbox = await StartAsync();
        int before = World.CountLiving();
        DateTimeOffset? expires = (await sandbox.DescribeAsync(Limit)).ExpiresAt;

        foreach (Func<Task> call in (Func<Task>[])[
            () => Provider.StartAsync(NewStart(), over),
            () => Provider.PauseAsync(sandbox.Id, SandboxPauseMode.DiskOnly, over),
            () => Provider.ResumeAsync(sandbox.Id, TimeSpan.FromHours(1), over),
            () => Provider.ExtendAsync(sandbox.Id, TimeSpan.FromHours(2), over),
            () => Provider.StopAsync(sandbox.Id, over),
            () => sandbox.Commands.RunAsync("touch late", cancellationToken: over),
            () => sandbox.Files.WriteTextAsync("late", "x", over)])
        {
            await call.Should().ThrowAsync<OperationCanceledException>();
        }

        // What was sent would have been carried out before this.
        (await sandbox.Commands.RunAsync("echo *", cancellationToken: Limit)).StandardOutput.Should().Be("*\n");
        SandboxInfo after = await sandbox.DescribeAsync(Limit);
        (after.State, after.ExpiresAt).Should().Be((SandboxState.Running, expires));
        World.CountLiving().Should().Be(before);
    }

    [Fact]
    public async Task StartAsync_AnswerLostAfterItWorked_ExactlyOneSandbox()
    {
        SandboxStart start = NewStart();
        int before = World.CountLiving();
        World.LoseNextStart();

        ISandbox sandbox;
        try
        {
            sandbox = await StartAsync(start);
        }
        catch (CloudCallException exception) when (exception.Effect == CloudEffect.Unknown)
        {
            sandbox = await StartAsync(start);
        }

        World.CountLiving().Should().Be(before + 1);
        (await sandbox.Commands.RunAsync("echo hi", cancellationToken: Limit)).StandardOutput.Should().Be("hi\n");
    }

    [Fact]
    public async Task StartAsync_TemplateThatIsNotThere_SaysSo() =>
        await this.Awaiting(t => t.StartAsync(NewStart() with { Template = "no-such-template" })).Should().ThrowAsync<CloudNotFoundException>();

    [Fact]
    public async Task StartAsync_Environment_IsSeenByEveryCommand()
    {
        SandboxStart start = NewStart() with { Environment = new Dictionary<string, string> { ["GREETING"] = "good day" } };
        if (!await CanAsync(SandboxCapabilities.StartEnvironment, () => StartAsync(start)))
        {
            return;
        }

        ISandbox sandbox = await StartAsync(start);

        (await sandbox.Commands.RunAsync("echo $GREETING", cancellationToken: Limit)).StandardOutput.Should().Be("good day\n");
    }

    [Fact]
    public async Task ConnectAsync_RunningSandbox_IsAsGoodAsTheStarted()
    {
        ISandbox first = await StartAsync();
        await first.Files.WriteTextAsync("a.txt", "kept", Limit);

        ISandbox second = await Provider.ConnectAsync(first.Id, Limit);

        (await second.Files.ReadTextAsync("a.txt", Limit)).Should().Be("kept");
    }

    [Fact]
    public async Task UnknownSandbox_IsNotFoundAndLost()
    {
        SandboxId nobody = SandboxId.Parse("i00000000nobody");

        (await Provider.FindAsync(nobody, Limit)).Should().BeNull();
        (await Provider.StopAsync(nobody, Limit)).Should().BeFalse();
        await Provider.Awaiting(p => p.ConnectAsync(nobody, Limit)).Should().ThrowAsync<SandboxLostException>();
        await Provider.Awaiting(p => p.ExtendAsync(nobody, TimeSpan.FromMinutes(1), Limit)).Should().ThrowAsync<SandboxLostException>();
        await Provider.Awaiting(p => p.ResumeAsync(nobody, null, Limit)).Should().ThrowAsync<SandboxLostException>();
        await Provider.Awaiting(p => p.PauseAsync(nobody, SandboxPauseMode.KeepMemory, Limit)).Should().ThrowAsync<SandboxLostException>();
    }

    [Fact]
    public async Task ListAsync_ByLabelAndPage_ReturnsThoseAndNoOthers()
    {
        Dictionary<string, string> label = new() { ["set"] = NewStart().StartId };
        ISandbox[] mine = [await StartAsync(NewStart() with { Metadata = label }), await StartAsync(NewStart() with { Metadata = label }), await StartAsync(NewStart() with { Metadata = label })];
        await StartAsync();

        List<SandboxId> listed = [];
        await foreach (SandboxInfo info in Provider.ListAsync(new SandboxQuery { Metadata = label, PageSize = 1 }, Limit))
        {
            listed.Add(info.Id);
        }

        listed.Should().BeEquivalentTo(mine.Select(s => s.Id));
    }

    [Fact]
    public async Task PauseAsync_WithMemory_ProcessesGoOnWhereTheyWere()
    {
        ISandbox sandbox = await StartAsync();
        if (!await CanAsync(SandboxCapabilities.PauseWithMemory, () => sandbox.PauseAsync(SandboxPauseMode.KeepMemory, Limit)))
        {
            return;
        }

        await using (await sandbox.Commands.StartAsync("i=0; while true; do i=$((i+1)); echo $i > counter; sleep 0.02; done", new CommandOptions { Timeout = null }, Limit))
        {
            await UntilAsync(async () => await sandbox.Files.FindAsync("counter", Limit) is { Size: > 0 });
        }

        await sandbox.PauseAsync(SandboxPauseMode.KeepMemory, Limit);
        await sandbox.PauseAsync(SandboxPauseMode.KeepMemory, Limit);
        (await sandbox.DescribeAsync(Limit)).State.Should().Be(SandboxState.Paused);
        await sandbox.Commands.Awaiting(c => c.RunAsync("true", cancellationToken: Limit)).Should().ThrowAsync<SandboxPausedException>();
        await sandbox.Files.Awaiting(f => f.ReadTextAsync("counter", Limit)).Should().ThrowAsync<SandboxPausedException>();
        await sandbox.Awaiting(s => s.ExtendAsync(TimeSpan.FromMinutes(1), Limit)).Should().ThrowAsync<SandboxPausedException>();

        await sandbox.ResumeAsync(TimeSpan.FromMinutes(5), Limit);
        int then = 0;
        await UntilAsync(async () => (then = await ReadCounterAsync(sandbox)) > 0);
        await UntilAsync(async () => await ReadCounterAsync(sandbox) > then);
    }

    [Fact]
    public async Task PauseAsync_DiskOnly_KeepsFilesAndEndsProcesses()
    {
        ISandbox sandbox = await StartAsync();
        if (!await CanAsync(SandboxCapabilities.PauseWithoutMemory, () => sandbox.PauseAsync(SandboxPauseMode.DiskOnly, Limit)))
        {
            return;
        }

        await sandbox.Files.WriteTextAsync("kept.txt", "kept", Limit);
        await (await sandbox.Commands.StartAsync("sleep 1000", new CommandOptions { Timeout = null }, Limit)).DisposeAsync();

        await sandbox.PauseAsync(SandboxPauseMode.DiskOnly, Limit);
        await sandbox.ResumeAsync(null, Limit);

        (await sandbox.Files.ReadTextAsync("kept.txt", Limit)).Should().Be("kept");
        (await sandbox.Commands.ListAsync(Limit)).Should().BeEmpty();
    }

    [Fact]
    public async Task ExtendAndResume_OfWhatRuns_SetTheLifetime()
    {
        ISandbox sandbox = await StartAsync();

        await sandbox.ExtendAsync(TimeSpan.FromHours(1), Limit);
        DateTimeOffset? extended = (await sandbox.DescribeAsync(Limit)).ExpiresAt;
        await sandbox.ResumeAsync(TimeSpan.FromMinutes(2), Limit);
        DateTimeOffset? shortened = (await sandbox.DescribeAsync(Limit)).ExpiresAt;

        (extended - shortened).Should().BeCloseTo(TimeSpan.FromMinutes(58), TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(SandboxExpiryAction.Pause)]
    [InlineData(SandboxExpiryAction.PauseWithoutMemory)]
    public async Task Lifetime_ThatEndsInAPause_KeepsFilesAndIsResumed(SandboxExpiryAction action)
    {
        SandboxStart start = NewStart() with { Lifetime = TimeSpan.FromMinutes(1), OnExpiry = action };
        if (!await CanAsync(SandboxCapabilities.PauseOnExpiry, () => Provider.StartAsync(start, Limit)))
        {
            return;
        }

        ISandbox sandbox = await StartAsync(start);
        await sandbox.Files.WriteTextAsync("kept.txt", "kept", Limit);

        await World.Emulator.AdvanceAsync(TimeSpan.FromMinutes(2), Limit);

        await UntilAsync(async () => (await sandbox.DescribeAsync(Limit)).State == SandboxState.Paused);
        await sandbox.Commands.Awaiting(c => c.RunAsync("true", cancellationToken: Limit)).Should().ThrowAsync<SandboxPausedException>();
        await sandbox.ResumeAsync(TimeSpan.FromMinutes(5), Limit);
        (await sandbox.Files.ReadTextAsync("kept.txt", Limit)).Should().Be("kept");
    }

    [Fact]
    public async Task StopAsync_Twice_SucceedsAndEveryCallAfterSaysLost()
    {
        ISandbox sandbox = await StartAsync();
        ISandboxProcess running = await sandbox.Commands.StartAsync("sleep 1000", new CommandOptions { Timeout = null }, Limit);

        (await Provider.StopAsync(sandbox.Id, Limit)).Should().BeTrue();
        (await Provider.StopAsync(sandbox.Id, Limit)).Should().BeFalse();
        await sandbox.StopAsync(Limit);

        await running.Awaiting(r => r.WaitAsync(Limit)).Should().ThrowAsync<SandboxLostException>();
        await sandbox.Commands.Awaiting(c => c.RunAsync("true", cancellationToken: Limit)).Should().ThrowAsync<SandboxLostException>();
        await sandbox.Files.Awaiting(f => f.ReadTextAsync("/etc/passwd", Limit)).Should().ThrowAsync<SandboxLostException>();
        await sandbox.Files.Awaiting(f => f.WriteTextAsync("a", "b", Limit)).Should().ThrowAsync<SandboxLostException>();
        await sandbox.Files.Awaiting(f => f.ListAsync(".", 1, Limit)).Should().ThrowAsync<SandboxLostException>();
        await sandbox.Awaiting(s => s.ExtendAsync(TimeSpan.FromMinutes(1), Limit)).Should().ThrowAsync<SandboxLostException>();
        await running.DisposeAsync();
    }

    [Fact]
    public async Task Lifetime_ThatEnded_SaysLost()
    {
        ISandbox sandbox = await StartAsync(NewStart() with { Lifetime = TimeSpan.FromMinutes(1) });

        await World.Emulator.AdvanceAsync(TimeSpan.FromMinutes(2), Limit);

        await sandbox.Commands.Awaiting(c => c.RunAsync("true", cancellationToken: Limit)).Should().ThrowAsync<SandboxLostException>();
    }

    [Fact]
    public async Task SnapshotAsync_Started_HasTheFilesAndIsApart()
    {
        ISandbox first = await StartAsync();
        if (!await CanAsync(SandboxCapabilities.Snapshots, () => first.SnapshotAsync(cancellationToken: Limit)))
        {
            return;
        }

        await first.Files.WriteTextAsync("a.txt", "then", Limit);
        SandboxSnapshot snapshot = await first.SnapshotAsync(cancellationToken: Limit);
        await first.Files.WriteTextAsync("a.txt", "later", Limit);

        ISandbox second = await StartAsync(NewStart() with { Template = null, Snapshot = snapshot.Id });

        (await second.Files.ReadTextAsync("a.txt", Limit)).Should().Be("then");
        await second.Files.WriteTextAsync("a.txt", "apart", Limit);
        (await first.Files.ReadTextAsync("a.txt", Limit)).Should().Be("later");
        List<SandboxSnapshotId> listed = [];
        await foreach (SandboxSnapshot one in Provider.ListSnapshotsAsync(first.Id, Limit))
        {
            listed.Add(one.Id);
        }

        listed.Should().Equal(snapshot.Id);
        (await Provider.DeleteSnapshotAsync(snapshot.Id, Limit)).Should().BeTrue();
        (await Provider.DeleteSnapshotAsync(snapshot.Id, Limit)).Should().BeFalse();
        (await second.Files.ReadTextAsync("a.txt", Limit)).Should().Be("apart", "what was started from it goes on");
    }

    [Fact]
    public async Task TwentyAtOnce_EachIsItsOwn()
    {
        ISandbox[] sandboxes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StartAsync()));

        string[] said = await Task.WhenAll(sandboxes.Select(async (s, i) =>
        {
            await s.Files.WriteTextAsync("mine", $"{i}", Limit);
            return (await s.Commands.RunAsync("cat mine; ls -A ~ | wc -l", cancellationToken: Limit)).StandardOutput;
        }));

        said.Select(s => s.Split('\n')[1]).Distinct().Should().ContainSingle("no other sandbox's file is in there");
        string.Concat(said.Select(s => s[0])).Should().NotBeEmpty();
        sandboxes.Select(s => s.Id).Should().OnlyHaveUniqueItems();
    }

    // The shell empties the file before it writes the next number.
    private async Task<int> ReadCounterAsync(ISandbox sandbox) =>
        int.TryParse(await sandbox.Files.ReadTextAsync("counter", Limit), out int value) ? value : 0;
}
