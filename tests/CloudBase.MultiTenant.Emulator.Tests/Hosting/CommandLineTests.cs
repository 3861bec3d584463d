using CloudBase.MultiTenant.Emulator.Hosting;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Hosting;

public sealed class CommandLineTests
{
    [Fact]
    public void Parse_EverySwitch_IsTaken()
    {
        var options = CommandLine.Parse(
        [
            "--urls", "http://localhost:4700", "--data", "d", "--ready-delay=2s", "--list-lag", "500ms", "--isolation-period", "3d", "--secret-id", "ID",
            "--secret-key", "KEY", "--seed", "5", "--balance", "100", "--max-environments", "9", "--api-key", "KEY-2", "--max-sandboxes", "3", "--sandbox-internet", "--unsafe-processes",
            "--no-sync", "--allow-remote-management", "--no-limits", "--sold-out", "--guangzhou", "--federation-refused-for-sub-accounts",
        ]);

        options.Should().BeEquivalentTo(new
        {
            Address = "localhost", Port = 4700, DataDirectory = "d", ReadyDelay = TimeSpan.FromSeconds(2), ListLag = TimeSpan.FromMilliseconds(500),
            IsolationPeriod = TimeSpan.FromDays(3), SecretId = "ID", SecretKey = "KEY", Seed = 5, Balance = 100m, MaxEnvironments = 9, SandboxApiKey = "KEY-2", MaxSandboxes = 3,
            SandboxInternet = true, UnsafeProcesses = true, SyncToDisk = false, AllowRemoteManagement = true, NoLimits = true,
            SoldOut = true, GuangzhouWhitelisted = true, FederationRefusedForSubAccounts = true,
        });
    }

    [Theory]
    [InlineData("--ready-delay", "2x")]
    [InlineData("--ready-delay", "-2s")]
    [InlineData("--list-lag", "")]
    [InlineData("--urls", "https://127.0.0.1:1")]
    [InlineData("--urls", "127.0.0.1:4680")]
    [InlineData("--urls", "http://127.0.0.1:4680/path")]
    [InlineData("--urls", "http://somewhere:4680")]
    [InlineData("--isolation-period", "a week")]
    [InlineData("--isolation-period", "400d")]
    [InlineData("--seed", "many")]
    [InlineData("--seed", "-1")]
    [InlineData("--balance", "-1")]
    [InlineData("--balance", "39.9")]
    [InlineData("--balance", "99999999999")]
    [InlineData("--max-environments", "-1")]
    [InlineData("--max-environments", "few")]
    [InlineData("--allocation", "-1")]
    [InlineData("--allocation", "few")]
    [InlineData("--max-sandboxes", "-1")]
    [InlineData("--max-sandboxes", "2.5")]
    [InlineData("--print", "xml")]
    [InlineData("--print", "")]
    [InlineData("--secret-id", "a/b")]
    public void Parse_AValueOutOfRule_NamesItAndTheRule(string name, string value) =>
        FluentActions.Invoking(() => CommandLine.ParseRun([name, value])).Should().Throw<ArgumentException>().Which.Message.Should().Contain($"'{value}'").And.Contain("must be");

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    public void Parse_AnApiKeyOutOfRule_IsRefusedAndNotShown(string key) =>
        FluentActions.Invoking(() => CommandLine.Parse(["--api-key", key])).Should().Throw<ArgumentException>()
            .WithMessage("SandboxApiKey*must be letters, digits and -_*").Which.Message.Should().NotContain("two words");

    /// <summary>Taken from --help, so that a new switch is tried as well.</summary>
    [Fact]
    public void Parse_ASwitchWithoutItsValue_SaysSo()
    {
        string[] switches = [.. System.Text.RegularExpressions.Regex.Matches(CommandLine.Usage, @"^\s+(--[a-z-]+) [A-Za-z|]+(?:\s|$)", System.Text.RegularExpressions.RegexOptions.Multiline).Select(m => m.Groups[1].Value)];

        switches.Should().Contain(["--urls", "--print", "--max-sandboxes"]);
        foreach (var name in switches)
        {
            FluentActions.Invoking(() => CommandLine.ParseRun([name])).Should().Throw<ArgumentException>(name).WithMessage($"{name} needs a value; see --help.");
        }
    }

    [Theory]
    [InlineData("--data is '' but must be a directory such as ./emulator", "--data", "")]
    [InlineData("--data is '' but must be a directory such as ./emulator", "--data=")]
    [InlineData("'exec' comes first, and its switches after it: cloudbase-emulator exec [SWITCHES] -- CMD", "--no-sync", "exec", "--", "true")]
    [InlineData("'export' comes first, and its switches after it: cloudbase-emulator export FILE [SWITCHES]", "--data", "state", "export", "x.json")]
    [InlineData("--print is for an emulator without a command", "exec", "--print", "env", "--", "true")]
    [InlineData("--print is for an emulator without a command", "exec", "--print=json", "--", "true")]
    public async Task Run_WithWhatStandsElsewhereOrIsEmpty_SaysWhereItGoes(string said, params string[] arguments)
    {
        var (exitCode, error) = await EmulatorProcess.RunAsync(arguments);

        exitCode.Should().Be(2);
        error.Should().StartWith(said).And.NotContain("Did you mean");
    }

    [Fact]
    public async Task Run_WithASwitchItDoesNotKnow_EndsWithOneLineAndCode2()
    {
        var (exitCode, error) = await EmulatorProcess.RunAsync("--port", "1");

        exitCode.Should().Be(2);
        error.Trim().Should().Be("'--port' is not a switch of this emulator; see --help.");
    }

    [Fact]
    public async Task Run_WithDefaults_PrintsEndpointKeysAndReady()
    {
        using var process = await EmulatorProcess.StartAsync("--urls", "http://127.0.0.1:0");

        string.Join('\n', process.Said).Should().Contain(CloudBaseEmulatorOptions.DefaultSecretId).And.Contain(CloudBaseEmulatorOptions.DefaultSecretKey);
        process.Said.Should().Contain("Ready. It is safe to connect.");
        using var client = new HttpClient();
        (await client.GetStringAsync(new Uri(process.Endpoint, "/_emulator/health"))).Should().Contain("ready");
    }
}
