using System.Text.Json.Nodes;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Commands;

/// <summary>State that is moved: between directories, between emulators that run, by the command in a process of its own.</summary>
public sealed class StateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cbmt-emulator-").FullName;

    private string StateJson => Path.Combine(_folder, "state.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ExportThenImport_DataDirectories_MoveTheLedger()
    {
        var (from, to) = (Path.Combine(_folder, "from"), Path.Combine(_folder, "to"));
        await using (var cloud = await Cloud.StartAsync(o => o.DataDirectory = from))
        {
            await cloud.CreateEnvAsync();
        }

        (await EmulatorProcess.RunAsync("export", StateJson, "--data", from)).ExitCode.Should().Be(0);
        (await EmulatorProcess.RunAsync("import", StateJson, "--data", to)).ExitCode.Should().Be(0);

        await using var moved = await Cloud.StartAsync(o => o.DataDirectory = to);
        moved.Emulator.Ledger.Should().ContainSingle("what was bought stays in the books, however long ago it was for a process of today");
    }

    [Fact]
    public async Task ExportThenImport_ByTheCommandFromOneRunningEmulatorToAnother_MoveTheEnvironments()
    {
        await using var from = await Cloud.StartAsync(o => o.Listen = true);
        await using var to = await Cloud.StartAsync(o => o.Listen = true);
        var id = await from.CreateEnvAsync();

        var exported = await EmulatorProcess.RunAsync("export", StateJson, "--endpoint", from.Emulator.Endpoint.ToString());
        var imported = await EmulatorProcess.RunAsync("import", StateJson, "--endpoint", to.Emulator.Endpoint.ToString());

        exported.ExitCode.Should().Be(0, exported.Error);
        imported.ExitCode.Should().Be(0, imported.Error);
        to.Emulator.GetState().Environments.Should().Contain(e => e.Id == id);
        (await to.CallAsync("tcb", "DescribeEnvs", new { EnvId = id })).GetProperty("Total").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task Import_IntoARunningEmulatorOfAFileLargerThanAnyCall_IsTaken()
    {
        await using var from = await Cloud.StartAsync();
        await using var to = await Cloud.StartAsync(o => o.Listen = true);
        var id = await from.CreateEnvAsync();
        await using (var file = File.Create(StateJson))
        {
            await from.Emulator.ExportAsync(file);
            await file.WriteAsync(Enumerable.Repeat((byte)' ', 24 * 1024 * 1024).ToArray());
        }

        var (exitCode, error) = await EmulatorProcess.RunAsync("import", StateJson, "--endpoint", to.Emulator.Endpoint.ToString());

        exitCode.Should().Be(0, error);
        to.Emulator.GetState().Environments.Should().Contain(e => e.Id == id);
    }

    [Fact]
    public async Task Import_WhereNothingAnswers_SaysWhatToStartOrName()
    {
        await File.WriteAllTextAsync(StateJson, "{}");
        using var taken = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        taken.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));

        var (exitCode, error) = await EmulatorProcess.RunAsync("import", StateJson, "--endpoint", $"http://{taken.LocalEndPoint}");

        exitCode.Should().Be(1);
        error.Should().Contain("No emulator answers").And.Contain("--endpoint URL").And.Contain("--data DIR").And.NotContain("   at ");
    }

    [Fact]
    public async Task Import_FileOfANewerVersion_IsRefusedWithAWayOutAndChangesNothing()
    {
        var directory = Path.Combine(_folder, "to");
        await using var running = await Cloud.StartAsync(o => (o.Listen, o.DataDirectory) = (true, directory));
        var id = await running.CreateEnvAsync();
        running.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.Throttle, Action = "RenewEnv" });
        using var exported = new MemoryStream();
        await running.Emulator.ExportAsync(exported);
        var state = JsonNode.Parse(exported.ToArray())!;
        (state["version"], state["emulator"], state["rows"]) = (99, "9.9.9", new JsonArray());
        await File.WriteAllTextAsync(StateJson, state.ToJsonString());

        var live = await EmulatorProcess.RunAsync("import", StateJson, "--endpoint", running.Emulator.Endpoint.ToString());

        live.ExitCode.Should().Be(1);
        live.Error.Should().Contain("version 99, written by emulator 9.9.9").And.Contain("Update the emulator").And.NotContain("   at ");
        running.Emulator.GetState().Environments.Should().Contain(e => e.Id == id, "nothing was changed");
        running.Emulator.Faults.Scripts.Should().ContainSingle("not even the fault scripts");

        await running.DisposeAsync();
        var resting = await EmulatorProcess.RunAsync("import", StateJson, "--data", directory);

        resting.ExitCode.Should().Be(1);
        resting.Error.Should().Contain("version 99").And.Contain("Update the emulator").And.NotContain("   at ");
        await using var again = await Cloud.StartAsync(o => o.DataDirectory = directory);
        again.Emulator.GetState().Environments.Should().Contain(e => e.Id == id, "what was there is there");
        again.Emulator.Ledger.Should().ContainSingle();
    }

    [Fact]
    public async Task Import_OfAStateFromBeforeTheClockWasAdvanced_NeverTakesTheClockBack()
    {
        var directory = Path.Combine(_folder, "to");
        using var old = new MemoryStream();
        await using (var from = await Cloud.StartAsync())
        {
            await from.Emulator.ExportAsync(old);
        }

        var start = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
        await using (var cloud = await Cloud.StartAsync(o => (o.TimeProvider, o.DataDirectory) = (new EmulatorClock(o.TimeProvider), directory)))
        {
            await cloud.Emulator.AdvanceAsync(TimeSpan.FromDays(40));
            old.Position = 0;
            await cloud.Emulator.ImportAsync(old);
        }

        var clock = new EmulatorClock(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(start));
        await using var restarted = await Cloud.StartAsync(o => (o.TimeProvider, o.DataDirectory) = (clock, directory));

        clock.Advanced.Should().Be(TimeSpan.FromDays(40), "what was signed or paid on the forty days has happened");
    }
}
