using System.Diagnostics;
using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;
using CloudBase.MultiTenant.Emulator;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

public sealed class PreflightTests
{
    [Fact]
    public async Task Preflight_Alone_FindsEverythingAndBuysNothing()
    {
        using TemporaryFolder folder = new();
        QuickStartRun run = new(folder);

        JsonElement document = await run.RunJsonAsync("--preflight");

        document.GetProperty("passed").GetBoolean().Should().BeTrue("{0}", document);
        document.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("name").GetString())
            .Should().Contain(["setup", "store", "secrets", "keys", "clock", "region", "limits", "offer", "balance", "read rights", "other rights"]);
        (await run.OrderedEnvironmentsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Preflight_LiveWithWrongKeys_FailsWithOneLineForEachFindingAndNoSecret()
    {
        using TemporaryFolder folder = new();
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync();

        ProcessResult result = await ChildProcess.RunAsync(RepositoryLayout.QuickStart, [.. Live(folder, emulator), "--preflight"], Keys("wrong-canary-key"));

        result.ExitCode.Should().Be(1, "{0}", result);
        result.Output.Should().OnlyContain(l => l.StartsWith('['));
        result.Output.Should().ContainSingle(l => l.StartsWith("[failed] keys:", StringComparison.Ordinal))
            .And.Contain(l => l.StartsWith("[not checked] limits:", StringComparison.Ordinal));
        (result.OutputText + result.ErrorText).Should().NotContain("wrong-canary-key");
    }

    [Fact]
    public async Task Live_AtATerminalWithWrongKeys_StopsBeforeItAsksForMoney()
    {
        using TemporaryFolder folder = new();
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync();

        string said = await RunAtATerminalAsync([RepositoryLayout.QuickStart, .. Live(folder, emulator)], Keys("wrong-canary-key"));

        said.Should().Contain("nothing was bought").And.Contain("keys").And.NotContain("Type 'buy").And.NotContain("wrong-canary-key");
        (await emulator.OrderedEnvironmentsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Live_AtATerminalWithGoodKeys_ShowsThePreflightAndThenAsks()
    {
        using TemporaryFolder folder = new();
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync();

        string said = await RunAtATerminalAsync([RepositoryLayout.QuickStart, .. Live(folder, emulator)], Keys(new CloudBaseEmulatorOptions().SecretKey));

        said.Should().Contain("read rights").And.Contain("Type 'buy");
        (await emulator.OrderedEnvironmentsAsync()).Should().BeEmpty("nobody typed it");
    }

    private static string[] Live(TemporaryFolder folder, EmulatorProcess emulator) =>
        ["--live", "--endpoint", emulator.Endpoint.ToString(), "--db", folder.File("live.db"), "--tenants", folder.Write("tenants.txt", "a@example.com")];

    private static Dictionary<string, string> Keys(string key) => new()
    {
        ["TENCENTCLOUD_SECRETID"] = new CloudBaseEmulatorOptions().SecretId,
        ["TENCENTCLOUD_SECRETKEY"] = key,
        ["CloudBase__ManagementEnvironment"] = "platform-0emulator",
    };

    // util-linux's script gives a program a terminal; whoever sits at it types an empty line.
    private static async Task<string> RunAtATerminalAsync(string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = new("script", ["-q", "-e", "-c", "dotnet " + string.Join(' ', arguments.Select(a => $"'{a}'")), "/dev/null"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteLineAsync();
        await process.StandardInput.FlushAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(limit.Token);
        return await output;
    }
}
