using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Commands;

/// <summary>What the command refuses: the value, the rule and the way out, in the words of who typed it.</summary>
public sealed class CommandRefusalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cbmt-emulator-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("'--ulrs'", "Did you mean --urls?", "--ulrs", "http://127.0.0.1:0")]
    [InlineData("'--secret-kye'", "Did you mean --secret-key?", "--secret-kye=canary-1")]
    [InlineData("'--dta'", "Did you mean --data?", "import", "state.json", "--dta", "x")]
    [InlineData("'--zzzzzzzz'", "--data DIR or --endpoint URL", "export", "state.json", "--zzzzzzzz")]
    public async Task Switch_ThatIsNone_IsToldWithTheClosest(string named, string wayOut, params string[] arguments)
    {
        var (exitCode, error) = await EmulatorProcess.RunAsync(arguments);

        exitCode.Should().Be(2);
        error.Should().Contain(named).And.Contain(wayOut).And.NotContain("canary");
    }

    [Fact]
    public async Task Import_OfAFileThatIsNotThere_SaysWhichToGive()
    {
        var (exitCode, error) = await EmulatorProcess.RunAsync("import", Path.Combine(_folder, "nofile.json"));
        var (ofDirectory, errorOfDirectory) = await EmulatorProcess.RunAsync("import", _folder);

        exitCode.Should().Be(1);
        error.Should().Contain("nofile.json' is not there").And.Contain("cloudbase-emulator export FILE");
        ofDirectory.Should().Be(1);
        errorOfDirectory.Should().Contain("is a directory but must be a file").And.Contain("cloudbase-emulator export FILE");
    }

    [Fact]
    public async Task Import_ThatARunningEmulatorRefuses_PrintsItsSentenceAlone()
    {
        var file = Path.Combine(_folder, "state.json");
        await File.WriteAllTextAsync(file, """{"format":"of somebody's"}""");
        await using var running = await Cloud.StartAsync(o => o.Listen = true);

        var (exitCode, error) = await EmulatorProcess.RunAsync("import", file, "--endpoint", running.Emulator.Endpoint.ToString());

        exitCode.Should().Be(1);
        error.Should().Contain("refused: This is no exported state (its format is 'of somebody's', not 'cloudbase-emulator-state')").And.Contain("'cloudbase-emulator export' wrote")
            .And.NotContain("{").And.NotContain("\\u");
    }

    [Fact]
    public async Task Exec_OfWhatCannotBeRun_SaysWhyAndWhatToGive()
    {
        var file = Path.Combine(_folder, "script");
        await File.WriteAllTextAsync(file, "exit 0");

        var directory = await EmulatorProcess.RunAsync("exec", "--", _folder);
        var unknown = await EmulatorProcess.RunAsync("exec", "--", "there-is-no-such-command");
        var text = await EmulatorProcess.RunAsync("exec", "--", file);

        (directory.ExitCode, unknown.ExitCode, text.ExitCode).Should().Be((126, 127, 126));
        directory.Error.Should().Contain($"'{_folder}' is a directory but must be a program: cloudbase-emulator exec -- ");
        unknown.Error.Should().Contain("'there-is-no-such-command' was not found").And.Contain("directory of PATH").And.Contain("exec -- ./program");
        text.Error.Should().Contain($"'{file}' could not be run").And.Contain("chmod +x").And.Contain($"exec -- sh {file}");
        (directory.Error + unknown.Error + text.Error).Should().NotContainAny("UseShellExecute", "FileName", "   at ");
    }
}
