using System.Net;
using System.Net.Sockets;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

/// <summary>What the environment's variables do to a run: settings that cannot be, and an emulator that runs elsewhere.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("CloudBase__DefaultIsolation", "foo")]
    [InlineData("CloudBase__Health__Misspelt", "1")]
    [InlineData("CloudBase__EnvironmentPool__Target", "x", "--pool", "2")]
    [InlineData("CloudBase__DefaultIsolation", "foo", "--prove")]
    [InlineData("CloudBase__Renewl__Policy", "Auto", "--prove", "--json")]
    [InlineData("CloudBase__Operations__RunPump", "false")]
    [InlineData("CloudBase__Operations__RunPump", "false", "--prove")]
    [InlineData("CloudBase__Emulator__DataDirectory", "elsewhere")]
    [InlineData("CloudBase__Emulator__DataDirectory", "elsewhere", "--prove")]
    public async Task Setting_ThatCannotBe_IsNamedWithItsVariableAndNothingIsBegun(string variable, string value, params string[] options)
    {
        using TemporaryFolder folder = new();
        QuickStartRun run = new(folder) { Settings = new Dictionary<string, string> { [variable] = value } };

        ProcessResult result = await run.RunAsync(options);

        result.ExitCode.Should().Be(2, "{0}", result);
        result.Output.Should().BeEmpty();
        result.ErrorText.Should().Contain(variable.Replace("__", ":", StringComparison.Ordinal).Split(":Policy")[0]).And.Contain("Correct the settings named above")
            .And.NotContain("should not have happened").And.NotContain("EnvironmentWithout").And.NotContain("The first run");
        Directory.Exists(run.CloudDirectory).Should().BeFalse("nothing was begun");
    }

    [Fact]
    public async Task TemporaryFolder_ThatIsNotThere_IsNamedByAProofWithWhatToType()
    {
        using TemporaryFolder folder = new();
        string missing = folder.File("not-there");

        ProcessResult result = await ChildProcess.RunAsync(RepositoryLayout.QuickStart, ["--prove"], new Dictionary<string, string> { ["TMPDIR"] = missing });

        result.ExitCode.Should().Be(2, "{0}", result);
        result.ErrorText.Should().Contain(missing).And.Contain("--db FILE").And.NotContain("   at ");
    }

    [Fact]
    public async Task EmulatorOfAVariable_IsTakenForOneThatOutlivesTheRun_AndIsLetInWithItsOwnKeys()
    {
        using TemporaryFolder folder = new();
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync("--secret-id", "AKIDofmine", "--secret-key", "key-of-mine");
        Dictionary<string, string> settings = new()
        {
            ["CLOUDBASE_EMULATOR_ENDPOINT"] = emulator.Endpoint.ToString(),
            ["CLOUDBASE_EMULATOR_SECRETID"] = "AKIDofmine",
            ["CLOUDBASE_EMULATOR_SECRETKEY"] = "key-of-mine",
        };
        QuickStartRun run = new(folder) { Settings = settings };

        ProcessResult result = await run.RunAsync("--tenants", folder.Write("tenants.txt", "a@example.com", "b@example.com"));

        result.ExitCode.Should().Be(0, "{0}", result);
        result.OutputText.Should().Contain($"an emulator at {emulator.Endpoint}").And.NotContain("No sandbox can be started here. CBMT");
        File.Exists(run.Database + ".lock").Should().BeFalse("other hosts may share a database whose cloud is elsewhere, as with --endpoint");
        (await emulator.OrderedEnvironmentsAsync()).Should().HaveCount(2);
    }

    [Fact]
    public async Task Database_ThatWasFilledBesideAnotherEmulator_IsNamedAndNotTakenForABrokenPromise()
    {
        using TemporaryFolder folder = new();
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync();
        QuickStartRun run = new(folder);
        string tenants = folder.Write("tenants.txt", "a@example.com", "b@example.com");
        (await run.RunAsync("--tenants", tenants, "--endpoint", emulator.Endpoint.ToString())).ExitCode.Should().Be(0);

        foreach (string again in (string[])["the first time", "the second time"])
        {
            ProcessResult result = await run.RunAsync("--tenants", tenants);

            result.ExitCode.Should().Be(1, "{0}, {1}", again, result);
            result.ErrorText.Should().Contain("The environments of 2 tenants").And.Contain("are in another cloud").And.Contain("--endpoint URL").And.NotContain("bug to report");
        }

        (await run.RunAsync("--tenants", tenants, "--endpoint", emulator.Endpoint.ToString())).ExitCode.Should().Be(0, "there it goes on");
    }

    [Theory]
    [InlineData("CLOUDBASE_EMULATOR_ENDPOINT")]
    [InlineData("CloudBase__Emulator__Endpoint")]
    public async Task EmulatorOfAVariable_ThatDoesNotAnswer_IsNamedWithTheVariable(string variable)
    {
        using TemporaryFolder folder = new();
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound but not listening: nothing answers, and nobody else gets the port
        string endpoint = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}";
        Dictionary<string, string> settings = new() { [variable] = endpoint };

        ProcessResult result = await new QuickStartRun(folder) { Settings = settings }.RunAsync();
        ProcessResult proof = await new QuickStartRun(folder) { Settings = settings }.RunAsync("--prove");

        result.ExitCode.Should().Be(1, "{0}", result);
        result.ErrorText.Should().Contain($"Nothing answers at {endpoint}").And.Contain("--urls " + endpoint).And.Contain("unset " + variable);
        proof.ExitCode.Should().Be(2, "{0}", proof);
        proof.ErrorText.Should().Contain("env -u " + variable);
        Directory.EnumerateFileSystemEntries(folder.Path).Should().BeEmpty("nothing was begun");
    }
}
