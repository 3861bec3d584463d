using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

/// <summary>A run goes on with what is parked where that costs nothing more; to pay once more for an order that was lost is a person's to say.</summary>
public sealed class ParkedTests
{
    private static readonly Dictionary<string, string> s_asks = new(QuickStartRun.QuickSettlement)
    {
        ["CloudBase__Provisioning__SignatureWindow"] = "00:00:01",
        ["CloudBase__Provisioning__CreateVisibility"] = "00:00:00",
        ["CloudBase__Provisioning__PollMax"] = "00:00:00.2",
        ["CloudBase__Provisioning__OnUnresolvedCreate"] = "Park",
    };

    [Fact]
    public async Task Run_AfterAnOrderWhoseAnswerWasLost_OrdersAgainOnlyWhereItIsToldTo()
    {
        using TemporaryFolder folder = new();
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync("--ready-delay", "100ms");
        await emulator.AddFaultAsync("""{"kind":"ReplyLostBeforeEffect","service":"tcb","action":"CreateEnv"}""");
        QuickStartRun run = new(folder) { Settings = s_asks };
        string[] arguments = ["--tenants", folder.Write("tenants.txt", "a@example.com"), "--endpoint", emulator.Endpoint.ToString()];

        ProcessResult lost = await run.RunAsync(arguments);
        ProcessResult again = await run.RunAsync(arguments);

        lost.ExitCode.Should().Be(1, "{0}", lost);
        again.ExitCode.Should().Be(1, "{0}", again);
        (await emulator.OrderedEnvironmentsAsync()).Should().BeEmpty("nobody said yes to one more order");
        string row = again.Output.Should().ContainSingle(l => l.StartsWith("a@example.com\top-", StringComparison.Ordinal)).Subject;
        string[] cells = row.Split('\t');
        cells[2].Should().Be("OrderNotFound");
        cells[3].Should().EndWith($"--resume {cells[1]}").And.StartWith("dotnet run --project samples/QuickStart -- ");
        JsonElement document = JsonDocument.Parse((await run.RunAsync([.. arguments, "--json"])).OutputText).RootElement;
        document.GetProperty("tenants")[0].GetProperty("parked").GetProperty("operation").GetString().Should().Be(cells[1]);

        (await TypeAtAsync(40, folder, run, arguments)).Should().ContainSingle(
            l => l.StartsWith("dotnet run --project samples/QuickStart -- ", StringComparison.Ordinal) && l.EndsWith($"--resume {cells[1]}", StringComparison.Ordinal),
            "what is to be copied is one line, however narrow the terminal is");

        ProcessResult mistyped = await run.RunAsync([.. arguments, "--resume", cells[1][..^1] + (cells[1][^1] == 'a' ? 'b' : 'a')]);
        mistyped.ExitCode.Should().Be(2, "{0}", mistyped);
        mistyped.ErrorText.Should().Contain("of --resume is no operation in").And.Contain("Leave it out");

        ProcessResult told = await run.RunAsync([.. arguments, "--resume", cells[1]]);

        told.ExitCode.Should().Be(0, "{0}", told);
        (await emulator.OrderedEnvironmentsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Run_AfterAnOrderThatWasRefused_GoesOnByItself()
    {
        using TemporaryFolder folder = new();
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync("--ready-delay", "100ms");
        await emulator.AddFaultAsync("""{"kind":"Error","service":"tcb","action":"CreateEnv","errorCode":"ResourceInsufficient","message":"The balance does not cover the order."}""");
        QuickStartRun run = new(folder) { Settings = s_asks };
        string[] arguments = ["--tenants", folder.Write("tenants.txt", "a@example.com"), "--endpoint", emulator.Endpoint.ToString()];

        ProcessResult refused = await run.RunAsync(arguments);
        ProcessResult again = await run.RunAsync(arguments);

        refused.ExitCode.Should().Be(1, "{0}", refused);
        refused.Output.Should().ContainSingle(l => l.StartsWith("a@example.com\top-", StringComparison.Ordinal)).Which.Should().NotContain("--resume");
        again.ExitCode.Should().Be(0, "{0}", again);
        (await emulator.OrderedEnvironmentsAsync()).Should().ContainSingle();
    }

    /// <summary>Types it at a terminal that is so many columns wide; the lines of its output.</summary>
    private static async Task<string[]> TypeAtAsync(int columns, TemporaryFolder folder, QuickStartRun run, string[] arguments)
    {
        string settings = string.Join(' ', s_asks.Select(s => $"{s.Key}={s.Value}"));
        string command = $"stty rows 40 cols {columns}; export TERM=xterm-256color {settings}; exec dotnet '{RepositoryLayout.QuickStart}' --db '{run.Database}' '{string.Join("' '", arguments)}'";
        return (await Tool.RunAsync(folder.Path, "script", "-qec", command, "/dev/null")).OutputText.ReplaceLineEndings("\n").Split('\n');
    }
}
