using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

/// <summary>Several real hosts on one database, with the cloud in a process that outlives them.</summary>
public sealed class TwoHostsTests
{
    private static readonly string[] Tenants = ["a@example.com", "A@example.com", "b@example.com", "c@example.com", "\u738b\u5c0f\u660e", "d@example.com"];

    [Fact]
    public async Task TwoHosts_OnOneDatabase_BuyEachEnvironmentOnce()
    {
        using TemporaryFolder folder = new();
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync("--ready-delay", "300ms", "--list-lag", "200ms");
        QuickStartRun run = new(folder);
        string[] arguments = ["--tenants", folder.Write("tenants.txt", Tenants), "--endpoint", emulator.Endpoint.ToString()];

        JsonElement[] documents = await Task.WhenAll(run.RunJsonAsync(arguments), run.RunJsonAsync(arguments));

        string?[] first = [.. Environments(documents[0])];
        Environments(documents[1]).Should().Equal(first, "both hosts end with the same environments");
        (await emulator.OrderedEnvironmentsAsync()).Should().BeEquivalentTo(first, "each was ordered once");
    }

    [Fact]
    public async Task Host_KilledWhileTheCloudLivesOn_IsFinishedByTheNextWithoutASecondOrder()
    {
        using TemporaryFolder folder = new();
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync("--ready-delay", "200ms", "--list-lag", "100ms");
        string[] arguments = ["--tenants", folder.Write("tenants.txt", Tenants), "--endpoint", emulator.Endpoint.ToString()];
        List<string?> owned = [];
        for (int seed = 0; seed < 4; seed++)
        {
            QuickStartRun run = new(folder, $"{seed}.db") { Settings = QuickStartRun.QuickSettlement };
            Random chance = new(seed);
            for (int kill = 0; kill < 3 && await KilledRun.RunAndKillAsync(run, chance, arguments); kill++)
            {
            }

            owned.AddRange(Environments(await run.RunJsonAsync(arguments)));
        }

        owned.Should().HaveCount(4 * Tenants.Length).And.OnlyHaveUniqueItems();
        (await emulator.OrderedEnvironmentsAsync()).Should().BeEquivalentTo(owned, "every order is some tenant's environment");
    }

    private static IEnumerable<string?> Environments(JsonElement document) =>
        document.GetProperty("tenants").EnumerateArray().Select(t => t.GetProperty("environmentId").GetString());
}
