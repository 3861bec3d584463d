using System.Net.Sockets;
using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>What a caller asks of processes in a sandbox, on every tier that isolates.</summary>
public abstract class ProcessTests(RuntimeFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_Echo_GivesOutputErrorAndCode()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();

        (await sandbox.RunAsync("echo hi; echo no >&2; exit 3")).Should().Be((3, "hi\n", "no\n"));
    }

    [Fact]
    public async Task Start_WhoAmI_IsTheUserAtHome()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();

        (await sandbox.RunAsync("id -u; id -G; whoami; pwd; hostname; echo $HOME $USER")).Output.Should().Be("1000\n1000\nuser\n/home/user\nsandbox\n/home/user user\n");
    }

    [Fact]
    public async Task Start_EnvironmentAndArguments_ArriveAsTheyAre()
    {
        await using IRunningSandbox sandbox = await fixture.Runtime.StartAsync(new SandboxLayout { Id = fixture.NewId(), Environment = new Dictionary<string, string> { ["A"] = "1", ["B"] = "1" } }, Token);
        var start = new SandboxedProcessStart
        {
            Program = "/bin/bash",
            Arguments = ["-c", "printf '%s|' \"$A\" \"$B\" \"$C\" \"$@\"", "x", "a b", "$(id)", "'\n", "-n", "é"],
            Environment = new Dictionary<string, string> { ["B"] = "2", ["C"] = "a\"b $HOME\n" },
        };

        (await (await sandbox.StartAsync(start, Token)).FinishAsync()).Output.Should().Be("1|2|a\"b $HOME\n|a b|$(id)|'\n|-n|é|");
    }

    [Fact]
    public async Task Start_MarksWhatMayWaitForADeadEmulator_AndNothingInside()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        string mark = $"CLOUDBASE_SANDBOXES=cloudbase-sandboxes-{Environment.ProcessId}-";

        SystemProcesses.Folders.Where(p => SystemProcesses.ParentOf(p) == Environment.ProcessId).Count(p => SystemProcesses.Read($"{p}/environ").Contains(mark, StringComparison.Ordinal)).Should().BePositive("the reaper knows by it what was being started");
        (await sandbox.RunAsync("cat /proc/1/environ /proc/self/environ | tr '\\0' '\\n' | grep -c CLOUDBASE_SANDBOXES")).Output.Should().Be("0\n");
    }

    [Fact]
    public async Task Start_Input_IsReadUntilItIsClosed()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        await using ISandboxedProcess process = await sandbox.StartAsync(new SandboxedProcessStart { Program = "cat", OpenInput = true }, Token);
        Task<string> output = SandboxShell.ReadAsync(process.Output);
        byte[] much = Encoding.ASCII.GetBytes(new string('x', 300_000));
        await process.Input!.WriteAsync(much, Token);
        await process.Input.DisposeAsync();

        (await output).Should().HaveLength(300_000);
        (await process.Exited).Should().Be(new SandboxedProcessExit(0, null, false));
    }

    [Theory]
    [InlineData("/nowhere", "true", "working folder")]
    [InlineData(null, "no-such-program", "no program")]
    [InlineData(null, "/usr/bin/no-such", "no program")]
    public async Task Start_WhatIsNotThere_SaysSo(string? folder, string program, string says)
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();

        Func<Task> start = () => sandbox.StartAsync(new SandboxedProcessStart { Program = program, WorkingDirectory = folder }, Token);

        (await start.Should().ThrowAsync<SandboxRuntimeException>()).WithMessage($"*{says}*");
    }

    [Fact]
    public async Task Signal_Terminate_ReachesTheProcessWhichDecides()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        await using ISandboxedProcess process = await sandbox.StartAsync(
            new SandboxedProcessStart { Program = "/bin/bash", Arguments = ["-c", "trap 'echo got; exit 7' TERM; echo ready; while :; do sleep 0.01; done"] }, Token);
        byte[] ready = new byte[6];
        await process.Output.ReadExactlyAsync(ready, Token);

        process.Signal(15).Should().BeTrue();

        (await process.FinishAsync()).Should().Be((7, "got\n", string.Empty));
        process.Signal(15).Should().BeFalse();
    }

    [Fact]
    public async Task Connect_Listening_AnswersAndClosedIsRefused()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        await using ISandboxedProcess server = await sandbox.StartAsync(new SandboxedProcessStart
        {
            Program = "/usr/bin/perl",
            Arguments = ["-MIO::Socket::INET", "-e", "$| = 1; my $s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 3000, Listen => 5) or die; print \"up\\n\"; while (my $c = $s->accept) { print $c 'hello'; close $c }"],
        }, Token);
        await server.Output.ReadExactlyAsync(new byte[3], Token);

        using Socket socket = await sandbox.ConnectAsync(3000, Token);
        byte[] hello = new byte[5];
        await new NetworkStream(socket).ReadExactlyAsync(hello, Token);

        Encoding.ASCII.GetString(hello).Should().Be("hello");
        await ((Func<Task>)(() => sandbox.ConnectAsync(3001, Token))).Should().ThrowAsync<SocketException>();
    }

    [Fact]
    public async Task Start_WithInternet_HasTheNetworkOfThisMachine()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        await using IRunningSandbox sandbox = await fixture.Runtime.StartAsync(new SandboxLayout { Id = fixture.NewId(), AllowInternet = true }, Token);

        (await sandbox.RunAsync($"(echo > /dev/tcp/127.0.0.1/{port}) && echo reached; test -e /etc/resolv.conf && echo resolves")).Output.Should().Be("reached\nresolves\n");
        using Socket socket = await sandbox.ConnectAsync(port, Token);
        socket.Connected.Should().BeTrue();
    }

    [Fact]
    public async Task Dispose_WhileProcessesRun_EndsThemAndTheSandbox()
    {
        IRunningSandbox sandbox = await fixture.StartAsync();
        ISandboxedProcess process = await sandbox.StartAsync(new SandboxedProcessStart { Program = "sleep", Arguments = ["1000"] }, Token);

        await sandbox.DisposeAsync();

        (await sandbox.Exited).Should().Be(SandboxExit.Killed);
        (await process.Exited.WaitAsync(TimeSpan.FromSeconds(30), Token)).Signal.Should().Be(9);
        await ((Func<Task>)(() => sandbox.StartAsync(new SandboxedProcessStart { Program = "true" }, Token))).Should().ThrowAsync<SandboxRuntimeException>().WithMessage("*has ended*");
    }
}
