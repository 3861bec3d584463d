using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Offline;

/// <summary>What <c>--print</c> writes and <c>exec</c> sets is bound by hosts, and works.</summary>
public sealed class PrintedSettingsTests
{
    private static readonly string[] s_ownKeys = ["--secret-id", "EMULATOR-AKIDmine", "--secret-key", "EMULATOR-KEYmine"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lines_OfPrintEnv_BindAndOnboardATenant(bool ownKeys)
    {
        await using PrintedEmulator emulator = await PrintedEmulator.StartAsync("env", ownKeys ? s_ownKeys : []);
        Dictionary<string, string?> variables = emulator.Printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('=', 2)).ToDictionary(p => p[0], string? (p) => p[1]);
        IConfiguration settings = new ConfigurationBuilder()
            .AddInMemoryCollection(variables.Select(v => KeyValuePair.Create(v.Key.Replace("__", ":", StringComparison.Ordinal), v.Value))).Build();

        await using OfflineHost host = await OfflineHost.StartAsync(b => b.UseTencentCloud(), settings: settings);

        (await host.Provisioner.EnsureAsync(TenantId.Parse("mei"), TenantSpec.Default)).State.Should().Be(TenantState.Active);
        variables["TENCENTCLOUD_SECRETID"].Should().Be(ownKeys ? s_ownKeys[1] : variables["CloudBase__TencentCloud__SecretId"]);
        variables["TENCENTCLOUD_SECRETKEY"].Should().Be(variables["CloudBase__TencentCloud__SecretKey"]);
        variables["CLOUDBASE_EMULATOR_ENDPOINT"].Should().Be(variables["CloudBase__TencentCloud__Endpoint"]);
    }

    [Fact]
    public async Task Settings_OfPrintJson_BindAndOnboardATenant()
    {
        await using PrintedEmulator emulator = await PrintedEmulator.StartAsync("json", s_ownKeys);
        using JsonDocument printed = JsonDocument.Parse(emulator.Printed);
        IConfiguration settings = new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(printed.RootElement.GetProperty("appsettings").GetRawText()))).Build();

        await using OfflineHost host = await OfflineHost.StartAsync(b => b.UseTencentCloud(), settings: settings);

        (await host.Provisioner.EnsureAsync(TenantId.Parse("mei"), TenantSpec.Default)).State.Should().Be(TenantState.Active);
        printed.RootElement.GetProperty("environment").GetProperty("CLOUDBASE_EMULATOR_ENDPOINT").GetString().Should().Be(printed.RootElement.GetProperty("endpoint").GetString());
        using HttpClient http = new();
        (await http.GetStringAsync(new Uri(printed.RootElement.GetProperty("page").GetString()!))).Should().Contain("<html");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Host_BesideExec_UsesThatEmulatorAndStartsNone(bool ownKeys)
    {
        ProcessResult run = await ChildProcess.RunAsync(
            RepositoryLayout.Emulator,
            ["exec", .. ownKeys ? s_ownKeys : [], "--", Environment.ProcessPath!, .. Self(), UseEmulatorProcess.Verb],
            new Dictionary<string, string> { ["CloudBase__DeploymentName"] = "offline", ["CloudBase__Renewal__Policy"] = "None" });

        run.ExitCode.Should().Be(0, "{0}", run);
        string endpoint = run.ErrorText.Split("CloudBase emulator at ")[1].Split(' ')[0];
        run.OutputText.Should().Contain($"Active {endpoint}/ in process: False");
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("https://tcb.tencentcloudapi.com")]
    [InlineData("http://127.0.0.1:1/path")]
    public async Task Variable_ThatIsNoEmulatorsAddress_IsNamedAtTheStart(string value)
    {
        ProcessResult run = await ChildProcess.RunAsync(
            typeof(PrintedSettingsTests).Assembly.Location, [UseEmulatorProcess.Verb],
            new Dictionary<string, string> { ["CLOUDBASE_EMULATOR_ENDPOINT"] = value, ["CloudBase__DeploymentName"] = "offline", ["CloudBase__Renewal__Policy"] = "None" });

        run.ExitCode.Should().NotBe(0);
        (run.ErrorText + run.OutputText).Should().Contain("was read from the environment variable CLOUDBASE_EMULATOR_ENDPOINT");
    }

    /// <summary>This test's own program, whether its process is dotnet or the program itself.</summary>
    private static string[] Self() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(PrintedSettingsTests).Assembly.Location] : [];
}
