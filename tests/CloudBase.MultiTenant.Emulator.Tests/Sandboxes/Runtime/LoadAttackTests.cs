using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>Code that takes all it can get. Each time a neighbour must go on answering.</summary>
public abstract class LoadAttackTests(RuntimeFixture fixture)
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ForkBomb_IsHeldAndDiesWithItsSandbox()
    {
        await using IRunningSandbox neighbour = await fixture.StartAsync();
        IRunningSandbox sandbox = await fixture.StartAsync(new SandboxLimits { Processes = 40 });
        await using ISandboxedProcess bomb = await sandbox.StartAsync(Bash("f() { sleep 0.2 & f & }; f; f; sleep 1000"), Token);
        await bomb.Error.ReadExactlyAsync(new byte[20], Token);

        (await neighbour.RunAsync("echo here")).Output.Should().Be("here\n");
        await sandbox.DisposeAsync();

        (await bomb.Exited.WaitAsync(s_soon, Token)).Signal.Should().Be(9);
    }

    [Fact]
    public async Task Processes_ManyOfOneSandbox_TakeNoneOfANeighbours()
    {
        var limits = new SandboxLimits { Processes = 30 };
        await using IRunningSandbox full = await fixture.StartAsync(limits), neighbour = await fixture.StartAsync(limits);
        await using ISandboxedProcess many = await full.StartAsync(Bash("for i in $(seq 60); do sleep 1000 & done; echo done; wait"), Token);
        await many.Error.ReadExactlyAsync(new byte[10], Token);

        (await neighbour.RunAsync("for i in $(seq 15); do sleep 1 & done; echo fine")).Should().Be((0, "fine\n", string.Empty));
    }

    [Fact]
    public async Task Disk_Filled_IsStoppedAndCanBeEmptied()
    {
        const long limit = 32 << 20;
        await using IRunningSandbox sandbox = await fixture.StartAsync(new SandboxLimits { DiskBytes = limit }), neighbour = await fixture.StartAsync();

        await using ISandboxedProcess filling = await sandbox.StartAsync(Bash("for i in $(seq 3000); do head -c 1M /dev/zero > f$i || exit 5; done"), Token);

        (await filling.Exited.WaitAsync(s_soon, Token)).Should().Be(new SandboxedProcessExit(-1, 9, OutOfMemory: false, OutOfDisk: true), "its caller has to know what to do about it");
        (await neighbour.RunAsync("echo here")).Output.Should().Be("here\n");
        Action write = () => { using Stream s = sandbox.Files.OpenWrite("/home/user/more"); s.WriteByte(1); };
        write.Should().Throw<SandboxFileSystemException>().Which.Error.Should().Be(SandboxFileError.NoSpace);
        sandbox.Measure().DiskBytes.Should().BeGreaterThan(limit);
        (await sandbox.DeleteAsync("rm -f *; ls | wc -l")).Should().Be((0, "0\n", string.Empty));
    }

    [Fact]
    public async Task Disk_FilledByUploadsAtOnce_TakesNoMoreThanItHas()
    {
        const int limit = 32 << 20, piece = 1 << 20;
        await using IRunningSandbox sandbox = await fixture.StartAsync(new SandboxLimits { DiskBytes = limit }), neighbour = await fixture.StartAsync();
        Stream[] uploads = [.. Enumerable.Range(0, 8).Select(i => sandbox.Files.OpenWrite($"/home/user/f{i}"))];
        byte[] bytes = new byte[piece];
        int written = 0, refused = 0;

        await Task.WhenAll(uploads.Select(upload => Task.Run(
            () =>
            {
                try
                {
                    for (int i = 0; i < limit / piece / 2; i++)
                    {
                        upload.Write(bytes);
                        Interlocked.Add(ref written, piece);
                    }
                }
                catch (SandboxFileSystemException e) when (e.Error == SandboxFileError.NoSpace)
                {
                    Interlocked.Increment(ref refused);
                }
                finally
                {
                    upload.Dispose();
                }
            },
            Token)));

        written.Should().BeLessThanOrEqualTo(limit, "each upload alone had room, all together had not").And.BeGreaterThan(limit / 2);
        refused.Should().BePositive();
        (await neighbour.RunAsync("echo here")).Output.Should().Be("here\n");
    }

    [Fact]
    public async Task Disk_OneHugeFileOrScratch_IsRefusedByTheSystem()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync(new SandboxLimits { FileBytes = 1 << 20, MemoryBytes = 64 << 20 });

        (await sandbox.RunAsync("head -c 3M /dev/zero > f; stat -c %s f")).Output.Should().Be("1048576\n");
        (await sandbox.RunAsync("for d in /tmp /dev/shm; do for i in $(seq 100); do head -c 1M /dev/zero > $d/f$i || break; done; du -sm $d | cut -f1; rm $d/*; done")).Output.Split('\n').Take(2)
            .Should().OnlyContain(mb => int.Parse(mb) <= 33);
        (await sandbox.RunAsync("touch /x || touch /dev/x || touch /etc/x || touch /home/x || touch /usr/x || echo nowhere")).Output.Should().Be("nowhere\n");
    }

    [Fact]
    public async Task Processor_SpunForEver_EndsTheSpinnerByASignal()
    {
        const int exceeded = 24;
        await using IRunningSandbox sandbox = await fixture.StartAsync(new SandboxLimits { CpuTime = TimeSpan.FromSeconds(1) }), neighbour = await fixture.StartAsync();
        await using ISandboxedProcess spinner = await sandbox.StartAsync(new SandboxedProcessStart { Program = "/bin/bash", Arguments = ["-c", "echo spinning; while :; do :; done"] }, Token);
        await spinner.Output.ReadExactlyAsync(new byte[9], Token);
        (await neighbour.RunAsync("echo here")).Output.Should().Be("here\n");

        (await spinner.Exited.WaitAsync(s_soon, Token)).Signal.Should().BeOneOf(exceeded, 9);

        (await sandbox.RunAsync("echo still")).Output.Should().Be("still\n");
    }

    [Fact]
    public async Task Memory_Eaten_EndsTheEaterOnly()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync(new SandboxLimits { MemoryBytes = 64 << 20 }), neighbour = await fixture.StartAsync();
        await using ISandboxedProcess other = await sandbox.StartAsync(new SandboxedProcessStart { Program = "cat", OpenInput = true }, Token);
        await using ISandboxedProcess eater = await sandbox.StartAsync(new SandboxedProcessStart { Program = "tail", Arguments = ["/dev/zero"] }, Token);

        SandboxedProcessExit exit = await eater.Exited.WaitAsync(s_soon, Token);

        if (fixture.Runtime.Notes.Any(n => n.StartsWith("Memory is limited for each sandbox", StringComparison.Ordinal)))
        {
            exit.Should().Be(new SandboxedProcessExit(-1, 9, OutOfMemory: true));
        }
        else
        {
            exit.ExitCode.Should().Be(1);
        }

        other.Exited.IsCompleted.Should().BeFalse();
        (await neighbour.RunAsync("echo here")).Output.Should().Be("here\n");
        (await sandbox.RunAsync("echo still")).Output.Should().Be("still\n");
    }

    [Fact]
    public async Task Output_OfOneGigabyte_WaitsForItsReaderInConstantMemory()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync(), neighbour = await fixture.StartAsync();
        await using ISandboxedProcess process = await sandbox.StartAsync(Bash("head -c 1G /dev/zero; echo end >&2"), Token);
        (await neighbour.RunAsync("echo here")).Output.Should().Be("here\n");
        process.Exited.IsCompleted.Should().BeFalse();
        long before = GC.GetTotalMemory(forceFullCollection: true), read = 0;
        byte[] buffer = new byte[256 * 1024];

        for (int count; (count = await process.Output.ReadAsync(buffer, Token)) > 0;)
        {
            read += count;
        }

        read.Should().Be(1L << 30);
        // What went through and is kept stays; what the tests beside this one take, goes.
        await Eventually.HoldsAsync(() => GC.GetTotalMemory(forceFullCollection: true) - before < 64 << 20, "a gigabyte went through");
        (await process.FinishAsync()).Should().Be((0, string.Empty, "end\n"));
    }

    [Fact]
    public async Task Signal_KillOfOneThatIgnoresTerm_EndsItsWholeGroup()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync(), neighbour = await fixture.StartAsync();
        await using ISandboxedProcess process = await sandbox.StartAsync(Bash("trap '' TERM; sleep 4321 & sleep 4321 & echo ready; wait; sleep 4321"), Token);
        await process.Output.ReadExactlyAsync(new byte[6], Token);
        process.Signal(15).Should().BeTrue();
        (await sandbox.RunAsync(SandboxShell.CountOnce(2))).Output.Should().Be("2\n");
        (await neighbour.RunAsync("pgrep -c -x sleep; echo here")).Output.Should().Be("0\nhere\n");

        process.Signal(9).Should().BeTrue();

        (await process.Exited.WaitAsync(s_soon, Token)).Signal.Should().Be(9);
        (await sandbox.RunAsync(SandboxShell.CountOnce(0))).Output.Should().Be("0\n");
    }

    [Fact]
    public async Task Children_LeftBehind_DieWithTheSandbox()
    {
        // The machine's processes are counted, and the tiers are tested side by side.
        string mark = $"765432{(int)fixture.Tier}";
        await using IRunningSandbox neighbour = await fixture.StartAsync();
        IRunningSandbox sandbox = await fixture.StartAsync();
        (await sandbox.RunAsync($"setsid sleep {mark} >/dev/null 2>&1 & setsid nohup sleep {mark} >/dev/null 2>&1 & disown -a; {SandboxShell.CountOnce(2)}; kill -STOP $(pgrep -n sleep)")).Output.Should().Be("2\n");
        SystemProcesses.Running(mark).Should().Be(2);
        (await neighbour.RunAsync("pgrep -c -x sleep; echo here")).Output.Should().Be("0\nhere\n");

        await sandbox.DisposeAsync();

        SystemProcesses.Running(mark).Should().Be(0);
        (await neighbour.RunAsync("echo here")).Output.Should().Be("here\n");
    }

    [Fact]
    public async Task Children_WhoseParentIsGone_AreBuried()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();

        // One that nobody buries is listed for good.
        (await sandbox.RunAsync("for i in 1 2 3; do (sh -c 'echo $$ >> children; exec sleep 0.05' &) done; until [ $(wc -l < children) = 3 ]; do :; done 2>/dev/null; "
            + "for i in $(seq 1000); do left=0; for p in $(cat children); do [ -e /proc/$p ] && left=$((left+1)); done; [ $left = 0 ] && break; sleep 0.01; done; echo $left")).Output.Should().Be("0\n");
    }

    [Fact]
    public async Task Stop_OfItself_CannotHoldTheSandbox()
    {
        IRunningSandbox sandbox = await fixture.StartAsync();
        await using ISandboxedProcess process = await sandbox.StartAsync(Bash("echo ready; kill -STOP $$"), Token);
        await process.Output.ReadExactlyAsync(new byte[6], Token);
        (await sandbox.RunAsync($"until grep -q '^State:.T' /proc/{process.Id}/status; do sleep 0.01; done; sleep 0.1")).Code.Should().Be(0);

        await sandbox.DisposeAsync().AsTask().WaitAsync(s_soon, Token);

        (await process.Exited.WaitAsync(s_soon, Token)).Signal.Should().Be(9);
    }

    [Fact]
    public async Task Kill_OfEverythingFromInside_LeavesTheSandboxUsable()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        await sandbox.RunAsync("kill -9 1; kill -9 -1");

        (await sandbox.RunAsync("echo alive")).Output.Should().Be("alive\n");
        sandbox.Exited.IsCompleted.Should().BeFalse();
    }

    internal static SandboxedProcessStart Bash(string script) => new() { Program = "/bin/bash", Arguments = ["-c", script] };
}
