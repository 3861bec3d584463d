using System.Diagnostics;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>The command lines for the credential's file in real shells: the script in the sandbox decides what comes too late.</summary>
public sealed class CommandOrderTests : IDisposable
{
    /// <summary>Has a lock waited for as long as a busy machine takes, where the command lines would do without it after a few seconds.</summary>
    private const string Patient = "flock() { if [ \"$1\" = -w ]; then shift 2; fi; command flock \"$@\"; }\n";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("command-order-");

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_home.FullName, ".cloudbase");

    private string File => Path.Combine(Folder, "credentials", "environment");

    public void Dispose() => _home.Delete(recursive: true);

    [Theory]
    [InlineData("/bin/bash")]
    [InlineData("/bin/sh")]
    public async Task Write_ThatComesAfterALaterOne_IsRefusedAndSaysSo(string shell)
    {
        (await WriteAsync(2000, "A=new", shell)).StandardOutput.Should().EndWith($"\n{File}\n");

        CommandResult late = await WriteAsync(1999, "A=old", shell);

        SandboxCommandOrder.FindLater(late).Should().Be(2000);
        late.Should().Match<CommandResult>(r => !r.IsSuccess && r.StandardError.Contains("refused"));
        (await ReadAsync()).Should().Be("A=new\n");
        (await WriteAsync(2000, "A=again", shell)).IsSuccess.Should().BeTrue("a client may have sent one twice");
        (await WriteAsync(2001, "A=newer\nB=2", shell)).IsSuccess.Should().BeTrue();
        (await ReadAsync()).Should().Be("A=newer\nB=2\n");
        new FileInfo(File).UnixFileMode.Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("/bin/bash")]
    [InlineData("/bin/sh")]
    public async Task Write_ThatComesAfterARemoval_LeavesNone_AndARemovalThatComesAfterAWriteLeavesIt(string shell)
    {
        await WriteAsync(1000, "A=1", shell);
        (await RemoveAsync(2000, shell)).IsSuccess.Should().BeTrue();

        SandboxCommandOrder.FindLater(await WriteAsync(1001, "A=late", shell)).Should().Be(2000);
        Directory.GetFileSystemEntries(Folder).Should().Equal(Path.Combine(Folder, "order"));

        await WriteAsync(3000, "A=3", shell);
        SandboxCommandOrder.FindLater(await RemoveAsync(2001, shell)).Should().Be(3000);
        (await ReadAsync()).Should().Be("A=3\n");
    }

    [Fact]
    public async Task Write_WithoutAnOrder_IsNeverRefused_AndForgetsNone()
    {
        await WriteAsync(5000, "A=5");
        (await WriteAsync(null, "A=own")).IsSuccess.Should().BeTrue();
        (await ReadAsync()).Should().Be("A=own\n");
        (await RemoveAsync(null)).IsSuccess.Should().BeTrue();

        SandboxCommandOrder.FindLater(await WriteAsync(4999, "A=4")).Should().Be(5000);
    }

    [Fact]
    public async Task Write_WhoseInputNeverCame_LeavesWhatIsThere()
    {
        await WriteAsync(1000, "A=1");

        (await WriteAsync(1001, string.Empty)).IsSuccess.Should().BeFalse();

        (await ReadAsync()).Should().Be("A=1\n");
    }

    [Fact]
    public async Task Many_AtOnce_TheLatestStays()
    {
        CommandResult[] all = await Task.WhenAll(Enumerable.Range(1, 24).Select(i => i % 4 == 0
            ? RunAsync("/bin/bash", Patient + SandboxCommandOrder.Line(SandboxCredentials.RemoveScript, i))
            : WriteAsync(i)).Append(WriteAsync(99)).Reverse());

        all.Should().OnlyContain(r => r.IsSuccess || SandboxCommandOrder.FindLater(r) > 0);
        (await ReadAsync()).Should().Be("A=99\n");

        Task<CommandResult> WriteAsync(int order) => RunAsync("/bin/bash", Patient + SandboxCommandOrder.Line(SandboxCredentials.WriteScript, order), $"A={order}\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task Command_WhoseLockSomebodyKeeps_DoesWithoutIt()
    {
        await WriteAsync(1000, "A=1");
        using Process keeper = Start("/bin/sh", "exec 9<\"$HOME/.cloudbase\"; flock 9; echo kept; exec sleep 600");
        await keeper.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

        (await RemoveAsync(2000)).IsSuccess.Should().BeTrue();

        System.IO.File.Exists(File).Should().BeFalse();
        keeper.Kill();
    }

    [Fact(Timeout = 60_000)]
    public async Task Command_ThatComesWhileAnEarlierOneIsAtWork_WaitsForIt()
    {
        // It has found its order to be the highest, and has yet to put the file in its place.
        const string Slow = "mv() { : >\"$HOME/at-work\"; until [ -e \"$HOME/go\" ]; do sleep 0.01; done; command mv \"$@\"; }\n";
        Task<CommandResult> writing = RunAsync("/bin/bash", Slow + SandboxCommandOrder.Line(SandboxCredentials.WriteScript, 1), "A=1\n");
        await UntilAsync(() => System.IO.File.Exists(Path.Combine(_home.FullName, "at-work")), TestContext.Current.CancellationToken);
        using Process removing = Start("/bin/bash", Patient + SandboxCommandOrder.Line(SandboxCredentials.RemoveScript, 2));
        await UntilAsync(() => removing.HasExited || HasChild(removing.Id, "flock"), TestContext.Current.CancellationToken);

        await System.IO.File.WriteAllTextAsync(Path.Combine(_home.FullName, "go"), string.Empty, TestContext.Current.CancellationToken);
        (await writing).IsSuccess.Should().BeTrue();
        await removing.WaitForExitAsync(TestContext.Current.CancellationToken);

        System.IO.File.Exists(File).Should().BeFalse("what came later took it out");
    }

    [Theory]
    [InlineData("not a number")]
    [InlineData("")]
    [InlineData("-5")]
    [InlineData("99999999999999999999999999")]
    public async Task Order_ThatIsNone_HoldsNothingUp(string remembered)
    {
        Directory.CreateDirectory(Folder);
        await System.IO.File.WriteAllTextAsync(Path.Combine(Folder, "order"), remembered, Limit);

        (await WriteAsync(1, "A=1")).Should().Match<CommandResult>(r => r.IsSuccess && r.StandardError.Length == 0);

        SandboxCommandOrder.FindLater(await WriteAsync(0, "A=0")).Should().Be(1);
    }

    [Fact]
    public async Task Order_ThatIsAPipe_HoldsNothingUp()
    {
        Directory.CreateDirectory(Folder);
        (await RunAsync("/bin/sh", "mkfifo \"$HOME/.cloudbase/order\"")).IsSuccess.Should().BeTrue();

        (await RemoveAsync(7)).IsSuccess.Should().BeTrue();
        (await WriteAsync(8, "A=1")).IsSuccess.Should().BeTrue();

        (await ReadAsync()).Should().Be("A=1\n");
    }

    [Fact]
    public async Task Write_KeepsItsLinesOutOfArgumentsAndEnvironment()
    {
        // A profile may export all that is set later, and have a variable of the name.
        const string Profile = "set -a; export cbmt_lines=x; mv() { env; cat \"/proc/$$/cmdline\"; command mv \"$@\"; }; mkdir() { env; command mkdir \"$@\"; }\n";

        CommandResult result = await RunAsync("/bin/bash", Profile + SandboxCommandOrder.Line(SandboxCredentials.WriteScript, 1), "A=secret-of-the-test\n");

        result.IsSuccess.Should().BeTrue();
        result.StandardOutput.Should().Contain("HOME=").And.NotContain("secret-of-the-test");
        (await ReadAsync()).Should().Be("A=secret-of-the-test\n");
    }

    [Theory]
    [InlineData("/bin/bash")]
    [InlineData("/bin/sh")]
    public async Task Write_InAShellThatTracesItsCommands_ShowsNoLineOfIts(string shell)
    {
        // A profile that somebody debugs with; what the shell says on the way is in the error when the file cannot be put in its place.
        const string Profile = "set -xv\nmv() { return 1; }\n";

        CommandResult result = await RunAsync(shell, Profile + SandboxCommandOrder.Line(SandboxCredentials.WriteScript, 1), "A=secret-of-the-test\n");

        result.IsSuccess.Should().BeFalse();
        (result.StandardOutput + result.StandardError).Should().NotContain("secret-of-the-test");
    }

    private static bool HasChild(int process, string name)
    {
        try
        {
            return System.IO.File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(c => System.IO.File.ReadAllText($"/proc/{c}/comm").Trim() == name);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return false;
        }
    }

    private static async Task UntilAsync(Func<bool> isSo, CancellationToken cancellationToken)
    {
        while (!isSo())
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Task<CommandResult> WriteAsync(long? order, string lines, string shell = "/bin/bash") =>
        RunAsync(shell, SandboxCommandOrder.Line(SandboxCredentials.WriteScript, order), lines.Length == 0 ? string.Empty : lines + "\n");

    private Task<CommandResult> RemoveAsync(long? order, string shell = "/bin/bash") => RunAsync(shell, SandboxCommandOrder.Line(SandboxCredentials.RemoveScript, order));

    private Task<string> ReadAsync() => System.IO.File.ReadAllTextAsync(File, Limit);

    private async Task<CommandResult> RunAsync(string shell, string line, string input = "")
    {
        using Process process = Start(shell, line);
        await process.StandardInput.WriteAsync(input.AsMemory(), Limit);
        process.StandardInput.Close();
        string[] output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(Limit), process.StandardError.ReadToEndAsync(Limit));
        await process.WaitForExitAsync(Limit);
        return new CommandResult { ExitCode = process.ExitCode, StandardOutput = output[0], StandardError = output[1] };
    }

    private Process Start(string shell, string line)
    {
        ProcessStartInfo start = new(shell, ["-c", line]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = _home.FullName;
        return Process.Start(start)!;
    }
}
