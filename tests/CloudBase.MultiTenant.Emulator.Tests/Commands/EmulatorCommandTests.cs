using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Commands;

/// <summary>The command line in processes of its own: what it runs, what it moves, and how it says no.</summary>
public sealed class EmulatorCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cbmt-emulator-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Exec_ACommand_HasTheSettingsAndItsExitCodeIsPassedOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the command is a shell's");
        var seen = Path.Combine(_folder, "seen");

        var (exitCode, error) = await EmulatorProcess.RunAsync(
            "exec", "--", "sh", "-c", $"echo $TENCENTCLOUD_SECRETID $CloudBase__TencentCloud__Endpoint > '{seen}'; exit 7");

        exitCode.Should().Be(7, error);
        var words = (await File.ReadAllTextAsync(seen)).Split(' ');
        words[0].Should().StartWith(CloudBaseEmulatorOptions.KeyPrefix);
        new Uri(words[1]).IsLoopback.Should().BeTrue();
    }

    [Theory]
    [InlineData(127, "exec", "--", "there-is-no-such-command")]
    [InlineData(2, "exec", "sh")]
    [InlineData(2, "exprot", "x")]
    [InlineData(2, "export")]
    [InlineData(1, "export", "out.json", "--data", "there-is-no-such-folder")]
    public async Task Command_ThatCannotBeCarriedOut_SaysSoInOneLineWithItsExitCode(int expected, params string[] arguments)
    {
        var (exitCode, error) = await EmulatorProcess.RunAsync(arguments);

        exitCode.Should().Be(expected, error);
        error.Should().NotContain("   at ", "a stack trace is no way out");
    }

    [Fact]
    public async Task Run_PortInUse_SaysByWhomAndWhatToType()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "who listens is read from /proc");
        using var first = await EmulatorProcess.StartAsync("--urls", "http://127.0.0.1:0");

        var (exitCode, error) = await EmulatorProcess.RunAsync("--urls", first.Endpoint.GetLeftPart(UriPartial.Authority));

        exitCode.Should().Be(1);
        error.Should().Contain($"{first.Id}").And.Contain("--urls").And.NotContain("   at ");
    }

    [Fact]
    public async Task Run_DataDirectoryInUse_SaysSoAndWhatToType()
    {
        using var first = await EmulatorProcess.StartAsync("--urls", "http://127.0.0.1:0", "--data", _folder);

        var (exitCode, error) = await EmulatorProcess.RunAsync("--urls", "http://127.0.0.1:0", "--data", _folder);

        exitCode.Should().Be(1);
        error.Should().Contain(_folder).And.Contain($"process {first.Id}").And.Contain("--data").And.NotContain("   at ");
    }

    [Fact]
    public async Task Run_DataDirectoryOfAKilledEmulator_IsTakenOver()
    {
        using (var first = await EmulatorProcess.StartAsync("--urls", "http://127.0.0.1:0", "--data", _folder))
        {
            await first.KillAsync();
        }

        using var second = await EmulatorProcess.StartAsync("--urls", "http://127.0.0.1:0", "--data", _folder);

        (await File.ReadAllTextAsync(Path.Combine(_folder, "holder"))).Should().Be($"{second.Id}");
    }

    [Theory]
    [InlineData("/proc/no-such-place/emulator")]
    [InlineData("{folder}/file")]
    [InlineData("{folder}/file/below")]
    public async Task Run_DataDirectoryThatCannotBeWritten_SaysWhyAndWhatToType(string place)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "not even root writes below /proc");
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "in the way");
        var directory = place.Replace("{folder}", _folder, StringComparison.Ordinal);

        var (exitCode, error) = await EmulatorProcess.RunAsync("--urls", "http://127.0.0.1:0", "--data", directory);

        exitCode.Should().Be(1);
        error.Should().Contain($"'{directory}' cannot be written").And.Contain("--data").And.NotContain("   at ");
        (await File.ReadAllTextAsync(Path.Combine(_folder, "file"))).Should().Be("in the way");
    }

    [Theory]
    [InlineData("99 9.9.9\n", "format 99, written by emulator 9.9.9")]
    [InlineData("many\n", "holds no format number")]
    public async Task Run_DataDirectoryOfAnotherFormat_IsRefusedUntouched(string format, string says)
    {
        await using (var cloud = await Cloud.StartAsync(o => o.DataDirectory = _folder))
        {
            await OrderAsync(cloud);
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "format"), format);
        var journal = await File.ReadAllBytesAsync(Path.Combine(_folder, "journal.jsonl"));

        var (exitCode, error) = await EmulatorProcess.RunAsync("--urls", "http://127.0.0.1:0", "--data", _folder);

        exitCode.Should().Be(1);
        error.Should().Contain(says).And.Contain("another directory").And.NotContain("   at ");
        (await File.ReadAllBytesAsync(Path.Combine(_folder, "journal.jsonl"))).Should().Equal(journal);
        (await File.ReadAllTextAsync(Path.Combine(_folder, "format"))).Should().Be(format);
        File.Exists(Path.Combine(_folder, "holder")).Should().BeFalse("it holds nothing");
    }

    private static async Task<string> OrderAsync(Cloud cloud) =>
        (await cloud.CallAsync("tcb", "CreateEnv", new { Alias = "a", PackageId = "baas_personal", Resources = new[] { "flexdb" } })).GetProperty("EnvId").GetString()!;
}
