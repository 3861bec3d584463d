using System.Diagnostics;
using System.Net.Sockets;
using NSubstitute;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>The look for ways to root, by a real shell: in a root of files of its own, with programs of its own, so that nothing of the machine's is touched.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class RootWaysTests : IDisposable
{
    private const string Nothing = "Name:\tsh\nCapInh:\t0000000000000000\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nCapBnd:\t000001ffffffffff\n";

    /// <summary>Root may write everything: the tests then look as somebody else.</summary>
    private const string Nobody = "54321";

    private readonly string _root = Directory.CreateTempSubdirectory("ways-").FullName;

    public RootWaysTests()
    {
        foreach (string folder in (string[])["bin", "etc/sudoers.d", "etc/pam.d", "proc/self", "run", "var/run", "run/containerd", "home/mcp"])
        {
            Directory.CreateDirectory(Path.Combine(_root, folder));
        }

        foreach (string file in (string[])["etc/passwd", "etc/group", "etc/shadow", "etc/sudoers", "etc/doas.conf"])
        {
            File.WriteAllText(Path.Combine(_root, file), string.Empty);
        }

        Write("etc/passwd", $"root:x:0:0::/root:/bin/sh\nmcp:x:1001:1001::{_root}/home/mcp:/bin/sh\n");
        Write("proc/self/status", Nothing);
        Program("id", "case $1 in -u) echo 1000;; -Gn) echo user users;; esac");
        Program("sudo", "exit 1");
        Program("doas", "exit 1");
        Everything(closed: true);
    }

    public void Dispose()
    {
        Everything(closed: false);
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Look_WhereThereIsNoWay_FindsNone() => (await LookAsync()).Should().BeNull();

    [Fact]
    public async Task Look_WithoutAnyOfThePrograms_FindsNone()
    {
        foreach (string program in (string[])["sudo", "doas"])
        {
            File.Delete(Path.Combine(_root, "bin", program));
        }

        Directory.Delete(Path.Combine(_root, "etc/sudoers.d"));
        File.Delete(Path.Combine(_root, "proc/self/status"));
        File.Delete(Path.Combine(_root, "etc/passwd"));

        (await LookAsync()).Should().BeNull("what is not there opens nothing");
    }

    [Theory]
    [InlineData("sudo", "[ \"$*\" = '-n true' ]", "becomes root by sudo without a password")]
    [InlineData("sudo", "[ \"$*\" = '-n -u mcp true' ]", "becomes 'mcp' by sudo without a password")]
    [InlineData("doas", "[ \"$*\" = '-n true' ]", "becomes root by doas without a password")]
    [InlineData("doas", "[ \"$*\" = '-n -u mcp true' ]", "becomes 'mcp' by doas without a password")]
    [InlineData("id", "echo 0", "it is root")]
    [InlineData("id", "case $1 in -u) echo 1000;; *) echo user docker;; esac", "in the group 'docker'")]
    [InlineData("id", "case $1 in -u) echo 1000;; *) echo user lxd;; esac", "in the group 'lxd'")]
    [InlineData("id", "case $1 in -u) echo 1000;; *) echo user incus-admin;; esac", "in the group 'incus-admin'")]
    [InlineData("id", "case $1 in -u) echo 1000;; *) echo user libvirt;; esac", "in the group 'libvirt'")]
    [InlineData("id", "case $1 in -u) echo 1000;; *) echo disk user;; esac", "in the group 'disk'")]
    [InlineData("id", "case $1 in -u) echo 1000;; *) echo user kmem;; esac", "in the group 'kmem'")]
    [InlineData("id", "case $1 in -u) echo 1000;; *) echo user shadow;; esac", "in the group 'shadow'")]
    public async Task Look_WhereAProgramSaysSo_NamesTheWay(string program, string says, string way)
    {
        Program(program, says);

        (await LookAsync()).Should().Contain(way).And.Contain("leave McpUser out");
    }

    [Theory]
    [InlineData("etc/passwd")]
    [InlineData("etc/group")]
    [InlineData("etc/shadow")]
    [InlineData("etc/sudoers")]
    [InlineData("etc/sudoers.d")]
    [InlineData("etc/doas.conf")]
    [InlineData("etc/pam.d")]
    [InlineData("etc")]
    public async Task Look_WhereAFileOfRootsMayBeWritten_NamesIt(string path)
    {
        Open(path);

        (await LookAsync()).Should().Contain($"it may write {_root}/{path}: ");
    }

    [Fact]
    public async Task Look_WhereTheHomeOfTheOtherMayBeWritten_NamesIt()
    {
        Open("home/mcp");

        (await LookAsync()).Should().Contain("it may write the home of 'mcp'");
    }

    [Theory]
    [InlineData("run/docker.sock")]
    [InlineData("var/run/docker.sock")]
    [InlineData("run/containerd/containerd.sock")]
    public async Task Look_WhereASocketOfADaemonMayBeWritten_NamesIt(string path)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(_root, path)));
        Close(path);
        (await LookAsync()).Should().BeNull("it is root's");
        Open(path);

        (await LookAsync()).Should().Contain($"it may write {_root}/{path}, whose server does as root");
    }

    [Theory]
    [InlineData(0, "CAP_CHOWN")]
    [InlineData(1, "CAP_DAC_OVERRIDE")]
    [InlineData(2, "CAP_DAC_READ_SEARCH")]
    [InlineData(3, "CAP_FOWNER")]
    [InlineData(7, "CAP_SETUID")]
    [InlineData(16, "CAP_SYS_MODULE")]
    [InlineData(17, "CAP_SYS_RAWIO")]
    [InlineData(19, "CAP_SYS_PTRACE")]
    [InlineData(21, "CAP_SYS_ADMIN")]
    [InlineData(31, "CAP_SETFCAP")]
    public async Task Look_WhereACapabilityIsPermittedOrInEffect_NamesIt(int bit, string name)
    {
        foreach (string set in (string[])["CapPrm", "CapEff"])
        {
            Write("proc/self/status", Nothing.Replace($"{set}:\t{0:x16}", $"{set}:\t{1UL << bit:x16}", StringComparison.Ordinal));

            (await LookAsync()).Should().Contain($"it has {name}: ").And.NotContain(";", "it is named once, and no other is");
        }
    }

    [Fact]
    public async Task Look_WhereThereAreSeveral_NamesAll()
    {
        Program("sudo", "exit 0");
        Open("etc/shadow");
        Write("proc/self/status", Nothing.Replace($"CapEff:\t{0:x16}", "CapEff:\t000001ffffffffff", StringComparison.Ordinal));

        (await LookAsync()).Should().ContainAll("by sudo", "etc/shadow", "CAP_SYS_ADMIN", "CAP_SETUID");
    }

    [Fact]
    public async Task Look_AsAUserWithARealCapability_FindsIt()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can give a capability away.");

        (await LookAsync("/proc/self/status", "--inh-caps=-all,+setuid", "--ambient-caps=-all,+setuid")).Should().Contain("it has CAP_SETUID: ").And.NotContain(";");
    }

    [Theory]
    [InlineData("1000 rumour")]
    [InlineData("1000 caps:xyz")]
    public async Task Look_ThatIsAnsweredWithWhatNobodyUnderstands_IsRefused(string answer) =>
        (await RequireAsync(answer)).Should().Contain("which is not understood");

    /// <summary>Looks in the root of files, and says why it is refused; null where it is not.</summary>
    private async Task<string?> LookAsync(string? status = null, params string[] capabilities)
    {
        string script = SandboxUserLook.OwnScript;
        foreach (string place in (string[])["/etc", "/var/run/", "/run/", "/proc/"])
        {
            script = script.Replace($" {place}", $" {_root}{place}", StringComparison.Ordinal).Replace($"<{place}", $"<{_root}{place}", StringComparison.Ordinal);
        }

        script = script.Replace($"{_root}/proc/self/status", status ?? $"{_root}/proc/self/status", StringComparison.Ordinal);
        string[] shell = ["/bin/sh", "-c", script];
        string[] command = Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", .. capabilities, "--", .. shell] : shell;
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["PATH"], start.Environment[SandboxUserLook.OtherUser]) = ($"{_root}/bin:/usr/bin:/bin", "mcp");
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.Should().Be(0);
        return await RequireAsync(output);
    }

    private static async Task<string?> RequireAsync(string own)
    {
        ISandboxCommands commands = Substitute.For<ISandboxCommands>();
        commands.RunAsync(SandboxUserLook.OwnScript, Arg.Any<CommandOptions>(), Arg.Any<CancellationToken>()).Returns(new CommandResult { ExitCode = 0, StandardOutput = own, StandardError = string.Empty });
        commands.RunAsync(SandboxUserLook.Script, Arg.Any<CommandOptions>(), Arg.Any<CancellationToken>()).Returns(new CommandResult { ExitCode = 0, StandardOutput = "\n1001\n", StandardError = string.Empty });
        try
        {
            await SandboxUserLook.RequireApartAsync(commands, "mcp", TimeSpan.FromSeconds(1), default);
            return null;
        }
        catch (SandboxUserException refused)
        {
            refused.ErrorCode.Should().Be(CloudBaseErrorCodes.SandboxUser);
            return refused.Message;
        }
    }

    private void Write(string path, string text) => File.WriteAllText(Path.Combine(_root, path), text);

    private void Program(string name, string script)
    {
        Write($"bin/{name}", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(Path.Combine(_root, "bin", name), (UnixFileMode)0b111_101_101);
    }

    private void Open(string path) => File.SetUnixFileMode(Path.Combine(_root, path), (UnixFileMode)0b111_111_111);

    private void Close(string path) => File.SetUnixFileMode(Path.Combine(_root, path), (UnixFileMode)0b101_101_101);

    private void Everything(bool closed)
    {
        foreach (string path in (string[])[".", "home/mcp", "etc", "etc/sudoers.d", "etc/pam.d", "etc/passwd", "etc/group", "etc/shadow", "etc/sudoers", "etc/doas.conf"])
        {
            if (Path.Exists(Path.Combine(_root, path)))
            {
                (closed ? (Action<string>)Close : Open)(path);
            }
        }
    }
}
