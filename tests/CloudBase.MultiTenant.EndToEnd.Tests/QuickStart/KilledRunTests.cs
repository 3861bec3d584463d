using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

/// <summary>P1 and P8 on real processes: kill -9 at moments that a seed draws, then a run to the end.</summary>
public sealed class KilledRunTests(ITestOutputHelper output)
{
    private const int Kills = 100;
    private const int KillsPerDatabase = 6;
    private static readonly string[] Tenants = ["a@example.com", "A@example.com", "\u738b\u5c0f\u660e"];

    [Fact]
    public async Task Run_KilledAHundredTimes_EndsWithOneOrderForEachTenant()
    {
        using TemporaryFolder folder = new();
        string tenants = folder.Write("tenants.txt", Tenants);
        int killed = 0;
        int databases = 0;

        await Task.WhenAll(WorkAsync(), WorkAsync());

        output.WriteLine($"{killed} processes killed over {databases} databases");
        killed.Should().BeGreaterThanOrEqualTo(Kills);

        async Task WorkAsync()
        {
            while (Volatile.Read(ref killed) < Kills)
            {
                int seed = Interlocked.Increment(ref databases);
                QuickStartRun run = new(folder, $"{seed}.db");
                Random chance = new(seed);

                // A run that ended by itself left nothing to kill: the next database begins afresh.
                for (int kill = 0; kill < KillsPerDatabase && await KilledRun.RunAndKillAsync(run, chance, ["--tenants", tenants]); kill++)
                {
                    Interlocked.Increment(ref killed);
                }

                await AssertEndAsync(run, tenants, seed);
            }
        }
    }

    private static async Task AssertEndAsync(QuickStartRun run, string tenants, int seed)
    {
        JsonElement document = await run.RunJsonAsync("--tenants", tenants);
        List<JsonElement> rows = [.. document.GetProperty("tenants").EnumerateArray()];
        rows.Should().OnlyContain(r => r.GetProperty("state").GetString() == "Active", "seed {0}", seed);
        IReadOnlyList<string> ordered = await run.OrderedEnvironmentsAsync();
        ordered.Should().BeEquivalentTo(rows.Select(r => r.GetProperty("environmentId").GetString()), "each order is one tenant's environment, seed {0}", seed);
    }
}
