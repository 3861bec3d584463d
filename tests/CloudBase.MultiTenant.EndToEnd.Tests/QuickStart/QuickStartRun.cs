using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;
using CloudBase.MultiTenant.Emulator;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

/// <summary>Runs of the quick start on one database.</summary>
internal sealed class QuickStartRun(TemporaryFolder folder, string database = "tenants.db")
{
    /// <summary>Settings with which a run that was killed is taken over within a second instead of half a minute.</summary>
    internal static IReadOnlyDictionary<string, string> QuickTakeover { get; } = new Dictionary<string, string>
    {
        ["CloudBase__Operations__LeaseDuration"] = "00:00:01",
        ["CloudBase__Operations__LeaseRenewal"] = "00:00:00.3",
        ["CloudBase__Operations__HostClockSkew"] = "00:00:00.1",
        ["CloudBase__Operations__PumpInterval"] = "00:00:00.1",
        ["CloudBase__Provisioning__PollMin"] = "00:00:00.05",
    };

    /// <summary>
    /// Settings for a cloud that outlives the host and is known to hold nothing back: an order that it did not see within seconds never comes.
    /// The defaults, five minutes and more, are the real cloud's.
    /// </summary>
    internal static IReadOnlyDictionary<string, string> QuickSettlement { get; } = new Dictionary<string, string>(QuickTakeover)
    {
        ["CloudBase__Provisioning__SignatureWindow"] = "00:00:04",
        ["CloudBase__Provisioning__ClockSkew"] = "00:00:00",
        ["CloudBase__Provisioning__CreateVisibility"] = "00:00:01",
        ["CloudBase__Provisioning__OnUnresolvedCreate"] = "CreateAgain",
    };

    internal IReadOnlyDictionary<string, string> Settings { get; init; } = QuickTakeover;

    internal string Database { get; } = folder.File(database);

    internal string CloudDirectory => Database + ".cloud";

    internal Task<ProcessResult> RunAsync(params string[] arguments) =>
        ChildProcess.RunAsync(RepositoryLayout.QuickStart, Arguments(arguments), Settings);

    internal Task<ProcessResult> RunAsync(Action<ChildProcess, string> onLine, params string[] arguments) =>
        ChildProcess.RunAsync(RepositoryLayout.QuickStart, Arguments(arguments), Settings, onLine);

    internal ChildProcess Start(Action<ChildProcess, string> onLine, params string[] arguments) =>
        ChildProcess.Start(RepositoryLayout.QuickStart, Arguments(arguments), Settings, onLine);

    internal async Task<JsonElement> RunJsonAsync(params string[] arguments)
    {
        ProcessResult result = await RunAsync([.. arguments, "--json"]);
        result.ExitCode.Should().Be(0, "{0}", result);
        return JsonDocument.Parse(result.OutputText).RootElement;
    }

    /// <summary>Reads, once no run is left, what the in-process emulator sold: one environment for each order.</summary>
    internal async Task<IReadOnlyList<string>> OrderedEnvironmentsAsync()
    {
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync(new CloudBaseEmulatorOptions { DataDirectory = CloudDirectory, Listen = false });
        return [.. emulator.Ledger.Where(e => e.Kind == LedgerEntryKind.New).Select(e => e.EnvironmentId)];
    }

    private IEnumerable<string> Arguments(string[] arguments) => ["--db", Database, .. arguments.Contains("--ready-delay") ? arguments : ["--ready-delay", "0.2s", .. arguments]];
}
