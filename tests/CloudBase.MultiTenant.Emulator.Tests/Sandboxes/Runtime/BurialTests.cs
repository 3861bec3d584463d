using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>
/// Who waits outside for a process of a sandbox buries it. Left to the machine's first process, which in many a container buries nobody, it stays,
/// and the kernel does not end the sandbox before it is gone.
/// </summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public abstract class BurialTests(RuntimeFixture fixture)
{
    private const int Terminate = 15;
    private const int Stop = 19;
    private const int Continue = 18;
    private static readonly TimeSpan s_soon = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("by its number")]
    [InlineData("by itself, with all in its group")]
    [InlineData("with all others")]
    [InlineData("with the sandbox")]
    [InlineData("with the sandbox, while that was paused")]
    public async Task Process_ThatIsKilled_IsBuriedByWhoWaitsForIt(string how)
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        (ISandboxedProcess process, string own) = await StartAsync(sandbox);
        await using ISandboxedProcess started = process;

        switch (how)
        {
            case "by its number":
                process.Signal(9).Should().BeTrue();
                break;
            case "by itself, with all in its group":
                await process.Input!.WriteAsync("\n"u8.ToArray(), Token);
                break;
            case "with all others":
                await ((IGuardedDisk)sandbox).KillProcessesAsync();
                break;
            case "with the sandbox":
                await sandbox.DisposeAsync().AsTask().WaitAsync(s_soon, Token);
                break;
            default:
                NeedsFreezer(fixture.Runtime);
                await sandbox.FreezeAsync(Token);
                await sandbox.DisposeAsync().AsTask().WaitAsync(s_soon, Token);
                break;
        }

        (await process.Exited.WaitAsync(s_soon, Token)).Signal.Should().Be(9);
        Directory.Exists(own).Should().BeFalse("what ended is no zombie that somebody else has to bury");
    }

    [Fact]
    public async Task Process_ThatWasStoppedAndGoesOn_IsSeenToEnd()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        (ISandboxedProcess process, string own) = await StartAsync(sandbox);
        await using ISandboxedProcess started = process;
        process.Signal(Stop).Should().BeTrue();
        await Eventually.HoldsAsync(() => SystemProcesses.StateOf(own) == 'T' && SystemProcesses.StateOf($"/proc/{SystemProcesses.ParentOf(own)}") == 'T', "who waits for it stops with it");

        process.Signal(Continue).Should().BeTrue();
        await Eventually.HoldsAsync(() => SystemProcesses.StateOf(own) == 'S', "it goes on");
        process.Exited.IsCompleted.Should().BeFalse();
        process.Signal(Terminate).Should().BeTrue();

        (await process.Exited.WaitAsync(s_soon, Token)).Signal.Should().Be(Terminate);
    }

    [Fact]
    public async Task Process_ThatIsKilled_TakesItsGroupWithIt()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        await using ISandboxedProcess process = await sandbox.StartAsync(
            new SandboxedProcessStart { Program = "/bin/bash", Arguments = ["-c", "sleep 1000 & echo ready; wait"] }, Token);
        await process.Output.ReadExactlyAsync(new byte["ready\n".Length], Token);

        process.Signal(9).Should().BeTrue();

        (await process.Exited.WaitAsync(s_soon, Token)).Signal.Should().Be(9);
        (await sandbox.RunAsync(SandboxShell.CountOnce(0))).Output.Should().Be("0\n");
    }

    /// <summary>Starts a process that waits for a line, and then kills all in its group; says its folder as this machine sees it.</summary>
    private async Task<(ISandboxedProcess Process, string Own)> StartAsync(IRunningSandbox sandbox)
    {
        string mark = $"burial-{Guid.NewGuid():N}";
        ISandboxedProcess process = await sandbox.StartAsync(
            new SandboxedProcessStart { Program = "/bin/bash", Arguments = ["-c", "echo ready; read; kill -9 0", mark], OpenInput = true }, Token);
        await process.Output.ReadExactlyAsync(new byte["ready\n".Length], Token);
        string own = SystemProcesses.Folders.Single(p => SystemProcesses.Read($"{p}/comm") == "bash\n" && SystemProcesses.Read($"{p}/cmdline").Contains(mark, StringComparison.Ordinal));
        return (process, own);
    }

    private static void NeedsFreezer(ISandboxRuntime runtime)
    {
        if (!runtime.CanFreeze)
        {
            Needed.Missing("No cgroup of this machine can be written, so that no sandbox can be frozen.");
        }
    }
}
