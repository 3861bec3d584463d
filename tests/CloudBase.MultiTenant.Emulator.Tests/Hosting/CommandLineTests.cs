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
            "--secret-key", "KEY", "--seed", "5", "--balance", "100", "--max-environments", "9", "--no-limits", "--sold-out", "--guangzhou", "--federation-refused-for-sub-accounts",
        ]);

        options.Should().BeEquivalentTo(new
        {
            Address = "localhost", Port = 4700, DataDirectory = "d", ReadyDelay = TimeSpan.FromSeconds(2), ListLag = TimeSpan.FromMilliseconds(500),
            IsolationPeriod = TimeSpan.FromDays(3), SecretId = "ID", SecretKey = "KEY", Seed = 5, Balance = 100m, MaxEnvironments = 9, NoLimits = true,
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
    [InlineData("--seed", "many")]
    [InlineData("--secret-id", "a/b")]
    public void Parse_AValueOutOfRule_NamesItAndTheRule(string name, string value) =>
        FluentActions.Invoking(() => CommandLine.Parse([name, value])).Should().Throw<ArgumentException>().Which.Message.Should().Contain($"'{value}'").And.Contain("must be");

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
        process.Said[^1].Should().Be("Ready. It is safe to connect.");
        using var client = new HttpClient();
        (await client.GetStringAsync(new Uri(process.Endpoint, "/_emulator/health"))).Should().Contain("ready");
    }
}
