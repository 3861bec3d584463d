using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

public sealed class ProveTests
{
    [Fact]
    public async Task Prove_Json_KillsARunWhileItOrdersAndEndsWithOneEnvironmentForEachTenant()
    {
        using TemporaryFolder folder = new();
        string[] ids = [.. Enumerable.Range(1, 12).Select(i => $"tenant-{i}@example.com")];
        QuickStartRun run = new(folder);

        JsonElement document = await run.RunJsonAsync("--prove", "--tenants", folder.Write("tenants.txt", ids));

        JsonElement proof = document.GetProperty("proof");
        proof.GetProperty("killedExitCode").GetInt32().Should().Be(137, "kill -9 ended it");
        proof.GetProperty("killedAtStep").GetString().Should().StartWith("environment.order");
        ids.Should().Contain(proof.GetProperty("killedAtTenant").GetString());
        proof.GetProperty("ordersWhenKilled").GetInt32().Should().BeInRange(0, ids.Length);
        proof.GetProperty("oneEach").GetBoolean().Should().BeTrue();
        IReadOnlyList<string> ordered = await run.OrderedEnvironmentsAsync();
        ordered.Should().HaveCount(ids.Length).And.OnlyHaveUniqueItems("the emulator's own ledger says so as well");
        ordered.Should().BeEquivalentTo(document.GetProperty("tenants").EnumerateArray().Select(t => t.GetProperty("environmentId").GetString()));
    }

    [Fact]
    public async Task Prove_WithASandboxBound_KillsItsHolderAndTheNextFindsTheSameOneAndNoSecond()
    {
        using TemporaryFolder folder = new();

        ProcessResult result = await new QuickStartRun(folder).RunAsync("--prove", "--json", "--tenants", folder.Write("tenants.txt", "a@example.com", "b@example.com"));

        result.ExitCode.Should().Be(0, "{0}", result);
        SandboxTourTests.SkipWhereNothingIsIsolated(result);
        JsonElement sandbox = JsonDocument.Parse(result.OutputText).RootElement.GetProperty("proof").GetProperty("sandbox");
        sandbox.GetProperty("killedExitCode").GetInt32().Should().Be(137, "kill -9 ended it");
        sandbox.GetProperty("tenant").GetString().Should().Be("a@example.com");
        sandbox.GetProperty("sandbox").GetString().Should().Be(sandbox.GetProperty("sandboxWhenKilled").GetString());
        sandbox.GetProperty("how").GetString().Should().StartWith("restored: it still ran");
        sandbox.GetProperty("incarnation").GetInt64().Should().BeGreaterThan(sandbox.GetProperty("incarnationWhenKilled").GetInt64());
        sandbox.GetProperty("secondsUntilFound").GetDouble().Should().BePositive("the dead one's lease had to end first");
        sandbox.GetProperty("foundAgain").GetBoolean().Should().BeTrue("its file is there: {0}", result);
        sandbox.GetProperty("theOnlyOne").GetBoolean().Should().BeTrue("{0}", result);
        result.ErrorText.Should().Contain("while it held sandbox").And.Contain("1 sandbox of a tenant counts");
    }

    [Fact]
    public async Task Prove_Plain_SaysWhatHappenedAndLeavesNothingBehind()
    {
        using TemporaryFolder folder = new();
        string tenants = folder.Write("tenants.txt", "a@example.com", "b@example.com", "c@example.com");
        Dictionary<string, string> settings = new(QuickStartRun.QuickTakeover) { ["TMPDIR"] = Directory.CreateDirectory(folder.File("tmp")).FullName };

        ProcessResult result = await ChildProcess.RunAsync(RepositoryLayout.QuickStart, ["--prove", "--tenants", tenants, "--ready-delay", "0.1s"], settings);

        result.ExitCode.Should().Be(0, "{0}", result);
        result.OutputText.Should().Contain("was killed (kill -9, exit code 137)").And.Contain("paid orders")
            .And.Contain("3 tenants, 3 orders, 3 environments: one each").And.NotContain("\u001b");
        Directory.EnumerateFileSystemEntries(folder.File("tmp")).Where(e => e.Contains("cloudbase-quickstart", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public async Task Prove_OnADatabaseThatIsThere_LeavesItAlone()
    {
        using TemporaryFolder folder = new();
        string database = folder.Write("mine.db", "not to be touched");

        ProcessResult result = await ChildProcess.RunAsync(RepositoryLayout.QuickStart, ["--prove", "--db", database]);

        result.ExitCode.Should().Be(2, "{0}", result);
        result.ErrorText.Should().Contain("mine.db is there already");
        File.ReadAllText(database).Should().StartWith("not to be touched");
    }

    [Theory]
    [InlineData("--live")]
    [InlineData("--preflight")]
    public async Task Prove_WithWhatItCannotKillFor_IsRefused(string other)
    {
        ProcessResult result = await ChildProcess.RunAsync(RepositoryLayout.QuickStart, ["--prove", other]);

        result.ExitCode.Should().Be(2, "{0}", result);
        result.ErrorText.Should().Contain("--prove runs with the emulator in its own process");
    }
}
