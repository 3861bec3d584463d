using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>The second user of a sandbox: what it keeps from the first, in files and in processes, and what becomes of it at a pause and in a layer.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SecondUserTests(BubblewrapFixture fixture) : IClassFixture<BubblewrapFixture>, IAsyncLifetime
{
    private const string Secret = "secret-of-mcp-90c1d2";
    private const string Kept = "/home/mcp/.keys/environment";

    /// <summary>A server: the secret is in a file that it holds open, in its memory, in its environment and in its working folder.</summary>
    private const string Server = $"cd ~/.keys; exec 7<environment; S=$(cat environment); export S; exec /bin/bash -c 'echo ready; while :; do read -r -t 1000 line <> <(:); done' mcp-server";

    private IRunningSandbox? _sandbox;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IRunningSandbox Sandbox => _sandbox!;

    public async ValueTask InitializeAsync()
    {
        if (!HostUsers.IsMany)
        {
            Needed.Missing("Sandboxes have one user only where the tests do not run as root.");
        }

        _sandbox = await fixture.StartAsync();
        (await AsMcpAsync($"umask 077; mkdir -p ~/.keys; echo {Secret} > {Kept}")).Code.Should().Be(0);
    }

    public async ValueTask DisposeAsync()
    {
        if (_sandbox is not null)
        {
            await _sandbox.DisposeAsync();
        }
    }

    [Fact]
    public async Task Command_AsMcp_IsAUserOfItsOwnWithAHomeOfItsOwnAndNoRights()
    {
        (await AsMcpAsync("id -u; id -G; id -un; echo $HOME $USER $LOGNAME; pwd; stat -c '%a %U %G' ~; grep -h -E 'CapEff|CapAmb|NoNewPrivs' /proc/self/status | tr -s '\\t\\n' ' '")).Output
            .Should().Be("1001\n1001\nmcp\n/home/mcp mcp mcp\n/home/mcp\n700 mcp mcp\nCapEff: 0000000000000000 CapAmb: 0000000000000000 NoNewPrivs: 1 ");
        (await Sandbox.RunAsync("id -u; id -G; id -un; stat -c '%a %U' ~ ~/.. /tmp /dev/shm | tr '\\n' ' '")).Output.Should().Be("1000\n1000\nuser\n755 user 755 user 1777 root 1777 root ");
        (await AsMcpAsync("unshare -U true || unshare -Ur true || unshare -m true || mount -t tmpfs x /tmp || umount ~ || mount -o remount,rw /usr || chroot / true || setpriv --reuid=1000 true || setpriv --reuid=0 true || echo none")).Output
            .Should().Be("none\n");
        (await AsMcpAsync("echo of mcp > /tmp/shared; chmod 644 /tmp/shared")).Code.Should().Be(0, "the scratch folder is everybody's");
        (await Sandbox.RunAsync("cat /tmp/shared; stat -c %U /tmp/shared")).Output.Should().Be("of mcp\nmcp\n");
    }

    [Theory]
    [InlineData("cat FILE")]
    [InlineData("cp FILE copy && cat copy")]
    [InlineData("ln -s FILE link && cat link")]
    [InlineData("ln FILE hard && cat hard")]
    [InlineData("cd /home/mcp && cat .keys/environment")]
    [InlineData("tar -cO /home/mcp | tr -d '\\0'")]
    [InlineData("grep -rsa secret /home /tmp /dev/shm /proc/self/root/home")]
    [InlineData("mv /home/mcp mine && cat mine/.keys/environment")]
    [InlineData("chmod -R 777 /home/mcp; cat FILE")]
    [InlineData("chown -R user /home/mcp; cat FILE")]
    [InlineData("setpriv --reuid=1001 --regid=1001 cat FILE")]
    [InlineData("su mcp -c 'cat FILE'")]
    [InlineData("unshare -Ur cat FILE")]
    [InlineData("setpriv --reuid=0 cat FILE")]
    [InlineData("cp /bin/cat c; chmod 6755 c; ./c FILE")]
    [InlineData("mkdir -p up w && mount -t overlay o -o lowerdir=/home/mcp,upperdir=up,workdir=w up && cat up/.keys/environment")]
    public async Task File_OfMcp_IsNotReadByTheOther(string attack)
    {
        var script = attack.Replace("FILE", Kept, StringComparison.Ordinal);

        (await Sandbox.RunAsync(script)).Output.Should().NotContain(Secret);

        (await AsMcpAsync("cat ~/.keys/environment; stat -c '%a %U' ~ ~/.keys ~/.keys/environment")).Output
            .Should().Be($"{Secret}\n700 mcp\n700 mcp\n600 mcp\n", "it is there, and as it was");
    }

    [Theory]
    [InlineData("cat /proc/PID/environ")]
    [InlineData("cat /proc/PID/task/PID/environ")]
    [InlineData("cat /proc/PID/fd/7")]
    [InlineData("readlink /proc/PID/fd/7 && echo ITSELF")]
    [InlineData("ls /proc/PID/fd && echo ITSELF")]
    [InlineData("ls /proc/PID/map_files && echo ITSELF")]
    [InlineData("cat /proc/PID/cwd/environment")]
    [InlineData("cat /proc/PID/root/home/mcp/.keys/environment")]
    [InlineData("grep -q . /proc/PID/maps && echo ITSELF")]
    [InlineData("grep -q . /proc/PID/auxv && echo ITSELF")]
    [InlineData("A=$(grep -m1 heap /proc/PID/maps); dd if=/proc/PID/mem bs=4096 skip=$((0x${A%%-*} / 4096)) count=64 | tr -d '\\0' | grep -a -o SECRET")]
    [InlineData("nsenter -t PID -U -m cat FILE")]
    [InlineData("kill -0 PID && echo ITSELF")]
    [InlineData("kill -STOP PID && echo ITSELF; kill -CONT PID")]
    [InlineData("perl -e 'exit(syscall(SYS_PTRACE, 16, PID, 0, 0) == 0 ? 0 : 1)' && echo ITSELF")]
    [InlineData("perl -e '$b = \"\\0\" x 64; $l = pack(\"QQ\", unpack(\"Q\", pack(\"P\", $b)), 64); $r = pack(\"QQ\", hex((split(/[ -]/, `grep -m1 . /proc/PID/maps`))[0]), 64); exit(syscall(SYS_READV, PID, $l, 1, $r, 1, 0) > 0 ? 0 : 1)' && echo ITSELF")]
    [InlineData("perl -e '$p = syscall(434, PID, 0); exit($p >= 0 && syscall(438, $p, 7, 0) >= 0 ? 0 : 1)' && echo ITSELF")]
    public async Task Process_OfMcp_IsNotLookedIntoByTheOther(string attack)
    {
        await using ISandboxedProcess server = await Sandbox.StartAsync(As("mcp", Server), Token);
        await ReadyAsync(server);
        bool x64 = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64;
        var script = attack.Replace("PID", $"{server.Id}", StringComparison.Ordinal).Replace("FILE", Kept, StringComparison.Ordinal).Replace("SECRET", Secret, StringComparison.Ordinal)
            .Replace("SYS_PTRACE", x64 ? "101" : "117", StringComparison.Ordinal).Replace("SYS_READV", x64 ? "310" : "270", StringComparison.Ordinal);

        (await Sandbox.RunAsync(script)).Output.Should().NotContain(Secret).And.NotContain("ITSELF");

        // The same as the server's own user gets through, but for what this machine keeps from everybody: so it is the user that makes the difference.
        if (!attack.StartsWith("nsenter", StringComparison.Ordinal) && !attack.StartsWith("ls /proc/PID/map_files", StringComparison.Ordinal)
            && !(attack.StartsWith("perl", StringComparison.Ordinal) && IsPtraceRestricted()))
        {
            (await AsMcpAsync(script)).Output.Should().Match(o => o.Contains(Secret) || o.Contains("ITSELF"));
        }

        server.Exited.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Processes_OfMcp_OutliveWhatTheOtherKills_AndEndWithTheSandbox()
    {
        const string mark = "7654329";
        await using ISandboxedProcess server = await Sandbox.StartAsync(As("mcp", $"setsid sleep {mark} & echo ready; exec sleep {mark}"), Token);
        await ReadyAsync(server);
        await using ISandboxedProcess other = await Sandbox.StartAsync(LoadAttackTests.Bash("echo ready; exec sleep 1000"), Token);
        await ReadyAsync(other);

        await Sandbox.RunAsync("kill -9 -1");

        SystemProcesses.Running(mark).Should().BeGreaterThanOrEqualTo(2);
        (await other.Exited.WaitAsync(TimeSpan.FromSeconds(30), Token)).Signal.Should().Be(9, "its own it may kill");
        (await AsMcpAsync($"kill -0 {server.Id} && echo there")).Output.Should().Be("there\n");
        await Sandbox.DisposeAsync();
        SystemProcesses.Running(mark).Should().Be(0);
    }

    [Fact]
    public async Task Secret_IsInNoArgumentAndNoEnvironmentThatTheOtherSees()
    {
        await using ISandboxedProcess server = await Sandbox.StartAsync(As("mcp", Server), Token);
        await ReadyAsync(server);
        const string look = "env; cat /proc/*/cmdline /proc/*/environ 2>/dev/null | tr '\\0' '\\n'";

        (await Sandbox.RunAsync(look)).Output.Should().NotContain(Secret).And.Contain("mcp-server", "it sees that there is a process");
        (await AsMcpAsync(look)).Output.Should().Contain(Secret);
    }

    [Fact]
    public void FilesApi_OfTheOther_ReachesNothingOfMcps()
    {
        FileTests.Wrong(() => Sandbox.Files.OpenRead(Kept)).Should().Be(SandboxFileError.PermissionDenied);
        FileTests.Wrong(() => Sandbox.Files.OpenWrite(Kept)).Should().Be(SandboxFileError.PermissionDenied);
        FileTests.Wrong(() => Sandbox.Files.OpenWrite("/home/mcp/new")).Should().Be(SandboxFileError.PermissionDenied);
        FileTests.Wrong(() => Sandbox.Files.Find(Kept)).Should().Be(SandboxFileError.PermissionDenied);
        FileTests.Wrong(() => Sandbox.Files.List("/home/mcp", 3)).Should().Be(SandboxFileError.PermissionDenied);
        FileTests.Wrong(() => Sandbox.Files.Remove(Kept)).Should().Be(SandboxFileError.PermissionDenied);
        FileTests.Wrong(() => Sandbox.Files.Remove("/home/mcp")).Should().Be(SandboxFileError.PermissionDenied);
        FileTests.Wrong(() => Sandbox.Files.Move(Kept, "/home/user/mine")).Should().Be(SandboxFileError.PermissionDenied);
        FileTests.Wrong(() => Sandbox.Files.MakeDirectory("/home/mcp/d")).Should().Be(SandboxFileError.PermissionDenied);
        FileTests.Wrong(() => Sandbox.Files.Watch("/home/mcp", true).Dispose()).Should().Be(SandboxFileError.PermissionDenied);
        Sandbox.Files.List("/home", 5).Select(f => (f.Path, f.Owner)).Should().Contain(("/home/mcp", "mcp")).And.NotContain(f => f.Path.StartsWith("/home/mcp/"));
        Sandbox.Files.Watch("/home", recursive: true).Dispose();
    }

    [Fact]
    public async Task File_ThatMcpLeftForAll_IsReadByTheOtherAndNotRemoved()
    {
        await AsMcpAsync("echo of mcp > /tmp/shared; chmod 644 /tmp/shared; mkdir -m 700 /tmp/own; echo x > /tmp/own/f");

        FileTests.Read(Sandbox, "/tmp/shared").Should().Be("of mcp\n");
        FileTests.Wrong(() => Sandbox.Files.OpenWrite("/tmp/shared")).Should().Be(SandboxFileError.PermissionDenied);
        FileTests.Wrong(() => Sandbox.Files.Remove("/tmp/shared")).Should().Be(SandboxFileError.PermissionDenied);
        FileTests.Wrong(() => Sandbox.Files.Remove("/tmp/own")).Should().Be(SandboxFileError.PermissionDenied);
        Sandbox.Files.List("/tmp", 5).Select(f => f.Path).Should().BeEquivalentTo("/tmp/shared", "/tmp/own");
        await Sandbox.RunAsync("rm -rf /tmp/shared /tmp/own; mv /tmp/own /tmp/mine; echo x > /tmp/shared");
        (await AsMcpAsync("cat /tmp/shared /tmp/own/f")).Output.Should().Be("of mcp\nx\n");
    }

    [Fact]
    public async Task Layer_OfASandbox_HasNothingOfMcpsHome()
    {
        await Sandbox.RunAsync("echo of the user > f");
        await fixture.Runtime.SaveLayerAsync(Sandbox.Id, "layer-of-two", Token);

        await using IRunningSandbox other = await fixture.Runtime.StartAsync(new SandboxLayout { Id = fixture.NewId(), Layers = ["layer-of-two"] }, Token);

        (await other.RunAsync("cat f")).Output.Should().Be("of the user\n");
        (await (await other.StartAsync(As("mcp", "ls -A ~; stat -c '%a %U' ~"), Token)).FinishAsync()).Output.Should().Be("700 mcp\n");
        Directory.EnumerateFiles(fixture.DataDirectory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Where(f => !f.Contains("/system/", StringComparison.Ordinal)).Should().NotContain(f => File.ReadAllText(f).Contains(Secret), "no disk and no layer has it");
    }

    [Fact]
    public async Task Restart_OnTheSameDisk_HasAnEmptyHomeOfMcps()
    {
        string id = Sandbox.Id;
        await Sandbox.RunAsync("echo kept > f");
        await Sandbox.DisposeAsync();

        _sandbox = await fixture.Runtime.StartAsync(new SandboxLayout { Id = id, KeepDisk = true }, Token);

        (await Sandbox.RunAsync("cat f; ls /home/mcp 2>/dev/null || echo closed")).Output.Should().Be("kept\nclosed\n");
        (await AsMcpAsync("ls -A ~; stat -c '%a %U' ~; id -u")).Output.Should().Be("700 mcp\n1001\n");
    }

    [Fact]
    public async Task Freeze_AndThaw_KeepOwnersModesAndWhatTheServerHas()
    {
        if (!fixture.Runtime.CanFreeze)
        {
            Needed.Missing("No cgroup of this machine can be written, so that nothing is frozen.");
        }

        await using ISandboxedProcess server = await Sandbox.StartAsync(As("mcp", "S=$(cat ~/.keys/environment); echo ready; read -r x; echo \"$S\""), Token);
        await ReadyAsync(server);

        await Sandbox.FreezeAsync(Token);
        await Sandbox.ThawAsync(Token);

        (await Sandbox.RunAsync($"cat {Kept} /proc/{server.Id}/environ")).Output.Should().BeEmpty();
        (await AsMcpAsync("stat -c '%a %U' ~/.keys/environment; cat ~/.keys/environment")).Output.Should().Be($"600 mcp\n{Secret}\n");
        await server.Input!.WriteAsync("go\n"u8.ToArray(), Token);
        (await server.FinishAsync()).Output.Should().Be(Secret + "\n");
    }

    [Fact]
    public async Task Home_OfMcp_IsAsLargeAsItIsSaidToBe()
    {
        (await AsMcpAsync("head -c 20M /dev/zero > ~/big; stat -c %s ~/big")).Should().Match<(int, string, string)>(r => r.Item2 == "16773120\n" || r.Item3.Contains("No space left"));
    }

    [Fact]
    public async Task Command_AsAUserThatIsNotThere_IsRefusedByName()
    {
        await FluentActions.Awaiting(() => Sandbox.StartAsync(As("root", "true"), Token)).Should().ThrowAsync<SandboxRuntimeException>().WithMessage("There is no user 'root' in a sandbox, only 'user' and 'mcp'.");
        fixture.Runtime.Notes.Should().Contain(n => n.StartsWith("Commands run as 'user' or as 'mcp'", StringComparison.Ordinal));
    }

    private static bool IsPtraceRestricted() => File.Exists("/proc/sys/kernel/yama/ptrace_scope") && File.ReadAllText("/proc/sys/kernel/yama/ptrace_scope").Trim() != "0";

    private static SandboxedProcessStart As(string user, string script) => LoadAttackTests.Bash(script) with { User = user, OpenInput = true };

    private static async Task ReadyAsync(ISandboxedProcess process)
    {
        byte[] said = new byte[6];
        await process.Output.ReadExactlyAsync(said, Token);
        said.Should().Equal("ready\n"u8.ToArray());
    }

    private async Task<(int Code, string Output, string Error)> AsMcpAsync(string script) =>
        await (await Sandbox.StartAsync(LoadAttackTests.Bash(script) with { User = "mcp" }, Token)).FinishAsync();
}
