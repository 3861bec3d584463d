using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Tests.Contract;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Pool;

/// <summary>A pool with a user for the MCP server, with real users, files and processes: that user reads the credential, the sandbox's own does not; where there is no such user, nothing is handed over.</summary>
public abstract class McpUserOverEmulator<TWorld>(TWorld world, bool isOnDisk) : SandboxContract<TWorld>(world)
    where TWorld : SandboxWorld
{
    private const string Mcp = "mcp";
    private const string File = "/home/mcp/.cloudbase/credentials/environment";
    private const string Needles = "needles.txt";

    /// <summary>What the sandbox's own user finds of the needles, in any file and any process; what it may not look into is not found.</summary>
    private const string Search = $"grep -rlaF --exclude={Needles} -f /home/user/{Needles} /home /root /tmp /var/tmp /dev/shm 2>/dev/null; grep -laF -f /home/user/{Needles} /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null; env | grep -cF -f /home/user/{Needles} | grep -v '^0$'; true";

    /// <summary>What an MCP server does: it reads the file when it starts, keeps it open, and answers each line with what the file says now.</summary>
    private const string Server = $"set -a; . {File}; set +a; exec 7<{File}; echo ready; exec -a mcp-server /bin/bash -c 'while read -r line; do sha256sum < {File}; done'";

    [Fact]
    public async Task Acquire_IsReadByTheServer_AndNeitherFileNorProcessIsByTheTenantsCode()
    {
        await using EmulatedPool pool = NewPool();
        EmulatedPoolHost host = pool.NewHost();
        Tenant tenant = await pool.NewTenantAsync(host, Limit);
        await host.RunAsync(Limit);

        await using ISandboxLease lease = await host.AcquireAsync(tenant, Limit);

        lease.Arrival.Origin.Should().Be(SandboxOrigin.Warm);
        lease.CredentialFile.Should().Be(File);
        string[] lines = (await AsMcpAsync(lease, $"cat {File}")).Split('\n');
        lines[0].Should().Be($"CLOUDBASE_ENV_ID={tenant.EnvironmentId}");
        string secret = lines[1].Split('=', 2)[1];
        await ShouldBeItsOwnAsync(lease.Commands);

        // The server has read it, and has it in its memory, its environment and an open file.
        await using ISandboxProcess server = await lease.Commands.StartAsync(Server, new CommandOptions { User = Mcp, OpenInput = true }, Limit);
        await UntilAsync(async () => await AsMcpAsync(lease, $"readlink /proc/{server.Id}/fd/7; head -c 10 /proc/{server.Id}/cmdline") == $"{File}\nmcp-server");
        foreach (string attack in (string[])[
            $"cat {File}", $"cp {File} mine", $"ls {Path.GetDirectoryName(File)}", "ls /home/mcp", $"cat /proc/{server.Id}/environ", $"cat /proc/{server.Id}/fd/7", $"cat /proc/{server.Id}/root{File}",
            $"dd if=/proc/{server.Id}/mem of=mine count=1", $"kill -0 {server.Id}", $"kill -9 {server.Id}", $"rm -rf /home/mcp/.cloudbase", "setpriv --reuid=1001 true", "unshare -Ur true"])
        {
            (await lease.Commands.RunAsync(attack, cancellationToken: Limit)).Should().Match<CommandResult>(r => !r.IsSuccess && !r.StandardOutput.Contains(secret), attack);
        }

        (await FindAsync(lease.Commands, lease.Files, secret)).Should().BeEmpty();
        await FluentActions.Awaiting(() => lease.Files.ReadTextAsync(File, Limit)).Should().ThrowAsync<SandboxFileException>();
        (await AsMcpAsync(lease, $"grep -caF '{lines[0]}' /proc/{server.Id}/environ")).Should().Be("1", "its own user reads what was denied, and it lives");
        (await server.SignalAsync(SandboxSignal.Kill, Limit)).Should().BeTrue();
    }

    [Fact]
    public async Task Renewal_KeepsOwnerAndMode_AndTheServerReadsTheNewOne()
    {
        await using EmulatedPool pool = NewPool();
        EmulatedPoolHost host = pool.NewHost();
        Tenant tenant = await pool.NewTenantAsync(host, Limit);
        await host.RunAsync(Limit);
        await using ISandboxLease lease = await host.AcquireAsync(tenant, Limit);
        await using ISandboxProcess server = await lease.Commands.StartAsync($"while read -r line; do cat {File}; done", new CommandOptions { User = Mcp, OpenInput = true }, Limit);
        await server.WriteInputAsync("before\n"u8.ToArray(), Limit);
        ISandbox sandbox = await Provider.ConnectAsync(lease.Sandbox, Limit);
        EnvironmentCredential other = EnvironmentCredential.FromTemporaryKeys(tenant.EnvironmentId!.Value, "AKID-second", new SecretString("key-second"), new SecretString("token-second"), pool.Clock.GetUtcNow() + TimeSpan.FromMinutes(30));

        (await sandbox.Commands.WriteCredentialAsync(other, Mcp, Limit)).Should().Be(File);

        await server.WriteInputAsync("after\n"u8.ToArray(), Limit);
        await server.CloseInputAsync(Limit);
        (await server.WaitAsync(Limit)).StandardOutput.Should().EndWith($"CLOUDBASE_ENV_ID={tenant.EnvironmentId}\nTENCENTCLOUD_SECRETID=AKID-second\nTENCENTCLOUD_SECRETKEY=key-second\nTENCENTCLOUD_SESSIONTOKEN=token-second\n");
        await ShouldBeItsOwnAsync(lease.Commands);
        (await FindAsync(lease.Commands, lease.Files, "key-second", "token-second")).Should().BeEmpty();
        (await lease.Commands.RunAsync($"cat {File}", cancellationToken: Limit)).IsSuccess.Should().BeFalse();
    }

    [Theory]
    [InlineData(SandboxExpiryAction.Pause, SandboxRestoreLevel.Memory)]
    [InlineData(SandboxExpiryAction.PauseWithoutMemory, SandboxRestoreLevel.Disk)]
    public async Task Pause_HasNoCredential_AndTheNextAcquireGivesOneToTheSameUserAlone(SandboxExpiryAction onIdle, SandboxRestoreLevel level)
    {
        await using EmulatedPool pool = NewPool(o => (o.OnIdle, o.SnapshotOnPause) = (onIdle, true));
        EmulatedPoolHost host = pool.NewHost();
        Tenant tenant = await pool.NewTenantAsync(host, Limit);
        await host.RunAsync(Limit);
        ISandboxLease first = await host.AcquireAsync(tenant, Limit);
        string[] secrets = [.. (await AsMcpAsync(first, $"cat {File}")).Split('\n').Select(l => l.Split('=', 2)[1])];
        await first.Files.WriteTextAsync("kept.txt", "kept", Limit);
        await first.DisposeAsync();
        ISandbox idle = await Provider.ConnectAsync(first.Sandbox, Limit);

        // As if a host had died while it put a new credential in.
        await using (ISandboxProcess writing = await idle.Commands.StartAsync($"umask 077; mkdir -p {Path.GetDirectoryName(File)}; cat > {File}", new CommandOptions { User = Mcp, OpenInput = true }, Limit))
        {
            await writing.WriteInputAsync(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', secrets)), Limit);
            await writing.CloseInputAsync(Limit);
            (await writing.WaitAsync(Limit)).EnsureSuccess();
        }

        await pool.PauseAsync(host, Limit);

        // Looked at behind the pool's back, and as the user who could read it.
        await Provider.ResumeAsync(first.Sandbox, TimeSpan.FromMinutes(10), Limit);
        ISandbox paused = await Provider.ConnectAsync(first.Sandbox, Limit);
        (await AsMcpAsync(paused.Commands, "find ~ -type f -printf '%P '; stat -c '%a %U' ~")).Should().Be(level == SandboxRestoreLevel.Memory ? ".cloudbase/order 700 mcp" : "700 mcp", "the order of commands is a number, and no secret");
        (await FindAsync(paused.Commands, paused.Files, secrets)).Should().BeEmpty();
        await paused.Commands.RunAsync($"rm {Needles}", cancellationToken: Limit);
        await Provider.PauseAsync(first.Sandbox, level == SandboxRestoreLevel.Memory ? SandboxPauseMode.KeepMemory : SandboxPauseMode.DiskOnly, Limit);
        if (Provider.Capabilities.HasFlag(SandboxCapabilities.Snapshots))
        {
            SandboxSnapshot saved = await Provider.ListSnapshotsAsync(first.Sandbox, Limit).SingleAsync(Limit);
            ISandbox bare = await StartAsync(NewStart() with { Template = null, Snapshot = saved.Id });
            (await bare.Files.ReadTextAsync("kept.txt", Limit)).Should().Be("kept");
            (await AsMcpAsync(bare.Commands, "find / -xdev -type f -newer /etc/hostname -user mcp 2>/dev/null | wc -l; find ~ -type f | wc -l; stat -c '%a %U' ~")).Should().Be("0\n0\n700 mcp");
            (await FindAsync(bare.Commands, bare.Files, secrets)).Should().BeEmpty();
        }

        await using ISandboxLease second = await host.AcquireAsync(tenant, Limit);

        second.Arrival.Refused.Should().BeEmpty();
        (second.Sandbox, second.Arrival.Origin, second.Arrival.Level).Should().Be((first.Sandbox, SandboxOrigin.Restored, level));
        second.CredentialFile.Should().Be(File);
        await ShouldBeItsOwnAsync(second.Commands);
        (await second.Commands.RunAsync($"cat {File}", cancellationToken: Limit)).IsSuccess.Should().BeFalse();
        (await second.Files.ReadTextAsync("kept.txt", Limit)).Should().Be("kept");
    }

    [Fact]
    public async Task Return_TakesItOut()
    {
        await using EmulatedPool pool = NewPool();
        EmulatedPoolHost host = pool.NewHost();
        Tenant tenant = await pool.NewTenantAsync(host, Limit);
        await host.RunAsync(Limit);
        ISandboxLease lease = await host.AcquireAsync(tenant, Limit);

        await lease.DisposeAsync();

        ISandbox idle = await Provider.ConnectAsync(lease.Sandbox, Limit);
        (await AsMcpAsync(idle.Commands, "find ~ -type f -printf '%P '; cat ~/.cloudbase/order")).Should().MatchRegex("^\\.cloudbase/order [0-9]+$");
    }

    private EmulatedPool NewPool(Action<SandboxPoolOptions>? configure = null)
    {
        Assert.SkipUnless(HostUsers.IsMany, "Sandboxes have one user only where the tests do not run as root.");
        return new EmulatedPool(
            World,
            o =>
            {
                o.McpUser = Mcp;
                configure?.Invoke(o);
            },
            isOnDisk);
    }

    private async Task ShouldBeItsOwnAsync(ISandboxCommands commands) =>
        (await AsMcpAsync(commands, $"stat -c '%a %u %U' {File} {Path.GetDirectoryName(File)} ~; id -u")).Split('\n').Should().Equal("600 1001 mcp", "700 1001 mcp", "700 1001 mcp", "1001");

    private Task<string> AsMcpAsync(ISandboxLease lease, string line) => AsMcpAsync(lease.Commands, line);

    private async Task<string> AsMcpAsync(ISandboxCommands commands, string line) =>
        (await commands.RunAsync(line, new CommandOptions { User = Mcp }, Limit)).EnsureSuccess().StandardOutput.TrimEnd();

    /// <summary>Searches for needles that come from a file, so that no argument has them.</summary>
    private async Task<string[]> FindAsync(ISandboxCommands commands, ISandboxFiles files, params string[] needles)
    {
        await files.WriteTextAsync(Needles, string.Join('\n', needles) + "\n", Limit);
        return (await commands.RunAsync(Search, cancellationToken: Limit)).EnsureSuccess().StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
