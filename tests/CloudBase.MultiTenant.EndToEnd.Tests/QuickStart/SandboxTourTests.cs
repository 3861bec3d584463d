using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

public sealed class SandboxTourTests
{
    [Fact]
    public async Task Run_OnAMachineThatIsolates_FetchesTheAppAndFindsNothingOfTheHostOrOfANeighbour()
    {
        using TemporaryFolder folder = new();
        ProcessResult run = await new QuickStartRun(folder).RunAsync("--tenants", folder.Write("tenants.txt", "a@example.com", "b@example.com"));

        run.ExitCode.Should().Be(0, "{0}", run);
        SkipWhereNothingIsIsolated(run);
        run.OutputText.Should().Contain("it was started, and its page fetched\tHello from the app of ")
            .And.Contain("database and key ring are not there; 0 of the host's keys")
            .And.Contain("in a neighbour's, of the same pool, nothing of them is")
            .And.Contain("it was paused\t").And.Contain("it was resumed, and its page is there\tHello from the app of ")
            .And.NotContain("NOT AS EXPECTED");
        string[] arrivals = [.. run.Output.SkipWhile(l => !l.StartsWith("A SANDBOX CAME", StringComparison.Ordinal)).Skip(1).Take(3)];
        arrivals.Should().SatisfyRespectively(
            cold => cold.Should().StartWith("cold: ").And.Contain("\ta@example.com\t"),
            warm => warm.Should().StartWith("warm: ").And.Contain("\tb@example.com\t"),
            restored => restored.Should().StartWith("restored: from ").And.Contain("\ta@example.com\t"));
        arrivals.Should().OnlyContain(l => l.Split('\t').Length == 7 && l.Split('\t').Skip(2).All(t => t.EndsWith(" ms", StringComparison.Ordinal)));
    }

    /// <summary>The pool is told, as no pool ever should be, to put a file with one tenant's canary into every sandbox: the search has to find it at the neighbour's.</summary>
    [Fact]
    public async Task Run_WhoseNeighbourHasWhatIsTheFirstTenants_SaysSoAndFails()
    {
        using TemporaryFolder folder = new();
        string[] tenants = ["--tenants", folder.Write("tenants.txt", "a@example.com", "b@example.com")];
        JsonElement first = (await new QuickStartRun(folder).RunJsonAsync(tenants)).GetProperty("tenants")[0];
        Dictionary<string, string> leaking = new(QuickStartRun.QuickTakeover)
        {
            ["CloudBase__Sandboxes__Pools__node__Files__leaked"] = $"canary-of-{first.GetProperty("alias").GetString()}",
        };

        ProcessResult run = await new QuickStartRun(folder) { Settings = leaking }.RunAsync(tenants);

        SkipWhereNothingIsIsolated(run);
        run.ExitCode.Should().Be(1, "{0}", run);
        run.OutputText.Should().Contain("NOT AS EXPECTED: IN A NEIGHBOUR'S SANDBOX: its canary");
        run.ErrorText.Should().Contain("The sandbox did not behave as promised");
    }

    [Fact]
    public async Task Run_WithASandboxSettingThatCannotBe_SaysSoBeforeAnythingIsBought()
    {
        using TemporaryFolder folder = new();
        QuickStartRun run = new(folder) { Settings = new Dictionary<string, string> { ["CloudBase__Sandboxes__Pools__node__WarmTarget"] = "many" } };

        ProcessResult result = await run.RunAsync("--tenants", folder.Write("tenants.txt", "a@example.com"));

        result.ExitCode.Should().Be(2, "{0}", result);
        result.ErrorText.Should().Contain("CloudBase:Sandboxes:Pools:node:WarmTarget").And.Contain("many");
        Directory.Exists(run.CloudDirectory).Should().BeFalse("no cloud was begun");
    }

    internal static void SkipWhereNothingIsIsolated(ProcessResult run)
    {
        string said = run.OutputText + run.ErrorText;
        if (said.Contains("No sandbox can be started here", StringComparison.Ordinal) && Environment.GetEnvironmentVariable("CI") != "true")
        {
            said.Should().Contain("bubblewrap", "it says what to install");
            Assert.Skip("This machine cannot isolate processes: the quick start said so, and what to install.");
        }
    }
}
