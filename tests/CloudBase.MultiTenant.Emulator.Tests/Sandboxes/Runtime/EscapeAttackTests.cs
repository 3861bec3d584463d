using System.Net;
using System.Net.Sockets;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>Code that looks for what is not its own: this machine's files, network and secrets, and its neighbours.</summary>
public abstract class EscapeAttackTests(RuntimeFixture fixture)
{
    private const string Canary = "canary-7c1f5a";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ln -s OUTSIDE x", "/home/user/x")]
    [InlineData("ln -s ../../../../../..OUTSIDE x", "/home/user/x")]
    [InlineData("ln -s /proc/1/rootOUTSIDE x", "/home/user/x")]
    [InlineData("ln -s /proc/self/rootOUTSIDE x", "/home/user/x")]
    [InlineData("ln -s / d", "/home/user/dOUTSIDE")]
    [InlineData("true", "/home/user/../../../..OUTSIDE")]
    [InlineData("true", "/..OUTSIDE")]
    [InlineData("true", "/proc/1/rootOUTSIDE")]
    [InlineData("true", "/proc/self/cwd/../..OUTSIDE")]
    [InlineData("true", "/etc/shadow")]
    public async Task Read_ByAnyPath_FindsNoFileOfThisMachine(string prepare, string path)
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        string outside = Path.Combine(fixture.DataDirectory, "readable-by-all");
        await File.WriteAllTextAsync(outside, "outside", Token);
        (await sandbox.RunAsync(prepare.Replace("OUTSIDE", outside, StringComparison.Ordinal))).Code.Should().Be(0);

        Action read = () => sandbox.Files.OpenRead(path.Replace("OUTSIDE", outside, StringComparison.Ordinal)).Dispose();

        read.Should().Throw<SandboxFileSystemException>();
    }

    [Fact]
    public async Task Write_ThroughALinkToThisMachine_ChangesNothingThere()
    {
        string outside = Path.Combine(fixture.DataDirectory, "outside");
        await File.WriteAllTextAsync(outside, "as it was", Token);
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        await sandbox.RunAsync($"ln -s {outside} x; ln -s {fixture.DataDirectory} d");

        FileTests.Wrong(() => sandbox.Files.OpenWrite("/home/user/x").Dispose()).Should().Be(SandboxFileError.NotFound);
        FileTests.Wrong(() => sandbox.Files.OpenWrite("/home/user/d/outside").Dispose()).Should().BeOneOf(SandboxFileError.NotFound, SandboxFileError.PermissionDenied, SandboxFileError.AlreadyExists);
        sandbox.Files.Remove("/home/user/d");
        sandbox.Files.Remove("/home/user/x");

        (await File.ReadAllTextAsync(outside, Token)).Should().Be("as it was");
    }

    [Theory]
    [InlineData("mkfifo x", "/home/user/x", "Invalid")]
    [InlineData("true", "/dev/zero", "Invalid")]
    [InlineData("ln -s /dev/zero x", "/home/user/x", "Invalid")]
    [InlineData("true", "/proc/1/environ", "Invalid")]
    [InlineData("true", "/proc/sys/kernel/hostname", "Invalid")]
    [InlineData("ln -s x x", "/home/user/x", "Invalid")]
    public async Task ReadAndWrite_WhatIsNoFile_IsRefusedAtOnce(string prepare, string path, string expected)
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        await sandbox.RunAsync(prepare);

        foreach (Func<Stream> open in new Func<Stream>[] { () => sandbox.Files.OpenRead(path), () => sandbox.Files.OpenWrite(path) })
        {
            Task<SandboxFileError> opening = Task.Run(() => FileTests.Wrong(() => open().Dispose()), Token);
            (await opening.WaitAsync(TimeSpan.FromSeconds(30), Token)).ToString().Should().Be(expected);
        }
    }

    [Fact]
    public async Task Network_OfThisMachineAndTheMetadataAddress_AreOutOfReach()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using IRunningSandbox sandbox = await fixture.StartAsync();

        string hosts = string.Join(' ', Dns.GetHostAddresses(Dns.GetHostName()).Where(a => a.AddressFamily == AddressFamily.InterNetwork).Append(IPAddress.Loopback));
        (await sandbox.RunAsync($"for h in {hosts}; do (echo > /dev/tcp/$h/{port}) 2>/dev/null && echo reached; done; for h in 169.254.169.254 1.1.1.1; do (echo > /dev/tcp/$h/80) 2>&1 | grep -q unreachable && echo none; done"))
            .Output.Should().Be("none\nnone\n");
        listener.Pending().Should().BeFalse();
        (await sandbox.RunAsync("cat /proc/net/dev | grep -c :")).Output.Should().Be("1\n", "there is only the loopback interface");
    }

    [Fact]
    public async Task Neighbours_FilesAndProcesses_AreNotThere()
    {
        await using IRunningSandbox one = await fixture.StartAsync(), other = await fixture.StartAsync();
        await one.RunAsync($"echo {Canary} > secret; echo {Canary} > /tmp/secret; echo {Canary} > /dev/shm/secret");
        await using ISandboxedProcess running = await one.StartAsync(LoadAttackTests.Bash($"exec -a {Canary} sleep 1000"), Token);

        (await other.RunAsync($"grep -rs {Canary} /home /tmp /dev/shm /run /var /mnt /srv 2>/dev/null; ps -e -o args= | grep {Canary} | grep -v grep; ps -e --no-headers | wc -l; ls /"))
            .Output.Should().MatchRegex("^[3-6]\n").And.NotContain(Canary).And.NotContain("mnt").And.NotContain("root\n").And.NotContain("work");
    }

    [Fact]
    public async Task Environment_OfTheEmulator_IsNowhereInside()
    {
        Environment.SetEnvironmentVariable("SANDBOX_TEST_CANARY", Canary);
        try
        {
            await using IRunningSandbox sandbox = await fixture.StartAsync();

            (await sandbox.RunAsync("env; cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr '\\0' '\\n'")).Output.Should().NotContain(Canary).And.NotContain("DOTNET").And.NotContain(fixture.DataDirectory);
            (await sandbox.RunAsync("ls /proc/self/fd /proc/1/fd | sort -u | tr '\\n' ' '; id -G; grep -h -E 'CapEff|NoNewPrivs' /proc/self/status")).Output
                .Should().Contain("1000\n").And.Contain("CapEff:\t0000000000000000").And.Contain("NoNewPrivs:\t1");
            (await sandbox.RunAsync("ls -l /proc/self/fd /proc/1/fd")).Output.Should().NotContain("socket:").And.NotContain("eventpoll");
        }
        finally
        {
            Environment.SetEnvironmentVariable("SANDBOX_TEST_CANARY", null);
        }
    }

    [Fact]
    public async Task Privileges_CannotBeGained()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();

        (await sandbox.RunAsync("unshare -U true || unshare -Ur true || unshare -m true || mount -t tmpfs x /tmp || umount /tmp || mount -o remount,rw /usr || mknod n b 8 0 || chroot / true || nsenter -t 1 -m true || hostname x || echo none"))
            .Output.Should().Be("none\n");
        (await sandbox.RunAsync("cp /bin/bash b; chmod 4755 b; ./b -p -c 'id -u'; su -c id 2>/dev/null || echo no su")).Output.Should().Be("1000\nno su\n");
    }

    [Fact]
    public async Task Layer_OfLinksAndSpecialFiles_CopiesNothingOfThisMachine()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        await sandbox.RunAsync("ln -s /etc/shadow s; ln -s / root; mkfifo p; mkdir -p deep; cd deep; for i in $(seq 100); do mkdir ddddddddddddddddddddd && cd ddddddddddddddddddddd || break; done; echo x > leaf");
        await fixture.Runtime.SaveLayerAsync(sandbox.Id, "layer-links", Token);

        await using IRunningSandbox other = await fixture.Runtime.StartAsync(new SandboxLayout { Id = fixture.NewId(), Layers = ["layer-links"] }, Token);
        (await other.RunAsync("readlink s root; test -p p && echo pipe; cat s; find deep -name leaf | wc -l")).Should().Match<(int, string, string)>(r => r.Item2 == "/etc/shadow\n/\npipe\n1\n");
    }

    [Fact]
    public async Task Disk_NestedDeeperThanAPathCanName_IsCountedAndRemoved()
    {
        IRunningSandbox sandbox = await fixture.StartAsync();
        await sandbox.RunAsync("mkdir -p deep; cd deep; for i in $(seq 300); do mkdir ddddddddddddddddddddd && cd ddddddddddddddddddddd || break; done; echo x > leaf; cd; rm -rf other");
        await ((Func<Task>)(() => fixture.Runtime.SaveLayerAsync(sandbox.Id, "layer-deep", Token))).Should().ThrowAsync<SandboxRuntimeException>();
        fixture.Runtime.HasLayer("layer-deep").Should().BeFalse();
        sandbox.Files.Remove("/home/user/deep");
        sandbox.Files.Find("/home/user/deep").Should().BeNull();
        await sandbox.RunAsync("mkdir -p deep; cd deep; for i in $(seq 300); do mkdir ddddddddddddddddddddd && cd ddddddddddddddddddddd || break; done");
        await sandbox.DisposeAsync();

        await fixture.Runtime.DiscardAsync(sandbox.Id, Token);

        Directory.Exists(Path.Combine(fixture.DataDirectory, "disks", sandbox.Id)).Should().BeFalse();
    }
}
