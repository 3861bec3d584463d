using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>A sandbox whose processes are killed where no cgroup knows them: each user's go, whatever they do against it, and the sandbox stays.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class KillWithoutCgroupsTests(NoCgroupsFixture fixture) : IClassFixture<NoCgroupsFixture>
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("user", "exec sleep 1000")]
    [InlineData("mcp", "exec sleep 1000")]
    [InlineData("user", "trap '' TERM HUP INT; setsid sleep 1000 & exec sleep 1000")]
    [InlineData("mcp", "trap '' TERM HUP INT; setsid sleep 1000 & exec sleep 1000")]
    [InlineData("user", "cd /; chmod 000 ~; exec sleep 1000")]
    [InlineData("mcp", "cd /; chmod 000 ~; exec sleep 1000")]
    [InlineData("user", "(for i in $(seq 60); do sleep 1000 & done 2>/dev/null; wait) & exec sleep 1000")]
    [InlineData("mcp", "(for i in $(seq 60); do sleep 1000 & done 2>/dev/null; wait) & exec sleep 1000")]
    [InlineData("user", "while :; do kill -9 -1; done 2>/dev/null")]
    [InlineData("mcp", "while :; do kill -9 -1; done 2>/dev/null")]
    public async Task Kill_TakesTheProcessesOfEachUser_AndTheSandboxStays(string user, string script)
    {
        NeedsUsers();
        await using IRunningSandbox sandbox = await fixture.StartAsync(new SandboxLimits { Processes = 40 });
        await using ISandboxedProcess attacked = await sandbox.StartAsync(As(user, $"echo ready; {script}"), Token);
        await ReadyAsync(attacked);
        await using ISandboxedProcess beside = await sandbox.StartAsync(As(user == "mcp" ? "user" : "mcp", "echo ready; exec sleep 1000"), Token);
        await ReadyAsync(beside);

        await ((IGuardedDisk)sandbox).KillProcessesAsync().WaitAsync(s_soon, Token);

        foreach (ISandboxedProcess process in new[] { attacked, beside })
        {
            (await process.Exited.WaitAsync(s_soon, Token)).Should().Match<SandboxedProcessExit>(e => e.Signal == 9 && e.OutOfDisk);
        }

        string count = $"cd /; chmod 755 ~ 2>/dev/null; {SandboxShell.CountOnce(0)}";
        (await (await sandbox.StartAsync(As("user", count) with { WorkingDirectory = "/" }, Token)).FinishAsync()).Output.Should().Be("0\n");
    }

    [Fact]
    public async Task Disk_FilledByMcp_IsStopped()
    {
        NeedsUsers();
        await using IRunningSandbox sandbox = await fixture.StartAsync(new SandboxLimits { DiskBytes = 32 << 20 });
        (await sandbox.RunAsync("mkdir open; chmod 777 open")).Code.Should().Be(0);

        await using ISandboxedProcess filling = await sandbox.StartAsync(As("mcp", "cd /home/user/open; for i in $(seq 3000); do head -c 1M /dev/zero > f$i || exit 5; done"), Token);

        (await filling.Exited.WaitAsync(s_soon, Token)).Should().Be(new SandboxedProcessExit(-1, 9, OutOfMemory: false, OutOfDisk: true));
        (await sandbox.DeleteAsync("rm -rf open; ls | wc -l")).Output.Should().Be("0\n");
    }

    [Fact]
    public async Task Kill_RunsNothingThatTheSandboxesVariablesName()
    {
        NeedsUsers();
        await using IRunningSandbox sandbox = await fixture.Runtime.StartAsync(
            new SandboxLayout { Id = fixture.NewId(), Limits = new SandboxLimits(), Environment = new Dictionary<string, string> { ["LD_PRELOAD"] = "/home/user/own.so", ["LD_DEBUG"] = "libs", ["LD_DEBUG_OUTPUT"] = "/tmp/ran" } }, Token);
        await sandbox.RunAsync("rm -f /tmp/ran*");

        await ((IGuardedDisk)sandbox).KillProcessesAsync().WaitAsync(s_soon, Token);

        (await sandbox.RunAsync("find /tmp -name 'ran*' -user root | wc -l")).Output.Should().Be("0\n", "it is root in there, and what it loads would be");
    }

    private static SandboxedProcessStart As(string user, string script) => LoadAttackTests.Bash(script) with { User = user };

    private static async Task ReadyAsync(ISandboxedProcess process) => await process.Output.ReadExactlyAsync(new byte["ready\n".Length], Token);

    private static void NeedsUsers()
    {
        if (!HostUsers.IsMany)
        {
            Needed.Missing("Sandboxes have one user only where the tests do not run as root.");
        }
    }
}
