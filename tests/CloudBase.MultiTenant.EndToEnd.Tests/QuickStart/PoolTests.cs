using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

/// <summary>Environments that are ordered ahead, with and without a template inside.</summary>
public sealed class PoolTests
{
    private static readonly string[] Tenants = ["a@example.com", "A@example.com", "\u738b\u5c0f\u660e"];
    private static readonly string Shipped = Path.Combine(RepositoryLayout.Root, "samples/QuickStart/template.json");

    [Fact]
    public async Task Pool_OfTwo_GivesWhatIsReadyAndOrdersTheRestAndNothingTwice()
    {
        using TemporaryFolder folder = new();
        QuickStartRun run = new(folder);
        string[] arguments = ["--pool", "2", "--tenants", folder.Write("tenants.txt", Tenants)];

        List<JsonElement> first = Rows(await run.RunJsonAsync(arguments));
        IReadOnlyList<string> ordered = await run.OrderedEnvironmentsAsync();
        List<JsonElement> second = Rows(await run.RunJsonAsync(arguments));
        ProcessResult withoutPool = await run.RunAsync("--tenants", arguments[^1]);

        withoutPool.OutputText.Should().Contain("2 wait in the pool: nothing was bought twice");
        first.Select(Source).Should().OnlyContain(s => s == "pool" || s == "create").And.Contain("pool");
        first.Count(r => Source(r) == "pool").Should().BeGreaterThanOrEqualTo(2, "two were ready");
        first.Should().OnlyContain(r => r.GetProperty("templateVersion").ValueKind == JsonValueKind.Null);
        ordered.Should().OnlyHaveUniqueItems().And.HaveCount(Tenants.Length + 2, "two wait again").And.Contain(first.Select(Environment));
        second.Should().OnlyContain(r => !r.GetProperty("createdNow").GetBoolean());
        second.Select(Environment).Should().Equal(first.Select(Environment));
        second.Select(Source).Should().Equal(first.Select(Source));
        (await run.OrderedEnvironmentsAsync()).Should().BeEquivalentTo(ordered, "the second run orders nothing");
    }

    [Fact]
    public async Task PoolWithTemplate_Shipped_IsInEachEnvironmentAndASecondRunChangesNothing()
    {
        using TemporaryFolder folder = new();
        QuickStartRun run = new(folder);
        string tenants = folder.Write("tenants.txt", Tenants);
        string template = folder.Write("template.json", File.ReadAllLines(Shipped));
        string[] arguments = ["--pool", "1", "--template", template, "--tenants", tenants, "--json"];

        ProcessResult first = await run.RunAsync(arguments);
        IReadOnlyList<string> ordered = await run.OrderedEnvironmentsAsync();
        ProcessResult second = await run.RunAsync(arguments);
        File.WriteAllText(template, File.ReadAllText(Shipped).Replace("Welcome", "Good day", StringComparison.Ordinal));
        ProcessResult changed = await run.RunAsync(arguments);

        first.ExitCode.Should().Be(0, "{0}", first);
        first.ErrorText.Should().Contain("each with studio@1").And.Contain("template.collections.verify: done").And.Contain("nothing differs");
        List<JsonElement> rows = Rows(JsonDocument.Parse(first.OutputText).RootElement);
        rows.Should().OnlyContain(r => r.GetProperty("templateVersion").GetString() == "1");
        rows.Select(Source).Should().OnlyContain(s => s == "pool" || s == "create").And.Contain("pool");
        ordered.Should().OnlyHaveUniqueItems().And.HaveCount(Tenants.Length + 1).And.Contain(rows.Select(Environment));

        second.ExitCode.Should().Be(0, "{0}", second);
        second.ErrorText.Should().NotContain("template.collections.pages", "what is there is not applied again").And.Contain("nothing differs");
        Rows(JsonDocument.Parse(second.OutputText).RootElement).Select(Environment).Should().Equal(rows.Select(Environment));

        changed.ExitCode.Should().Be(2, "{0}", changed);
        changed.ErrorText.Should().Contain("$.version is \"1\"").And.Contain("Give the changed template another version");
        (await run.OrderedEnvironmentsAsync()).Should().BeEquivalentTo(ordered, "neither orders anything");
    }

    [Theory]
    [InlineData("""{ "format": 1,,""", ":1: this is no JSON", "docs/concepts/templates.md")]
    [InlineData("""{ "format": 1, "name": "x", "version": "1", "collections": [{ "name": "a", "access": "nobody" }] }""", "$.collections[0].access is \"nobody\"", "docs/concepts/templates.md")]
    [InlineData("""{ "format": 1, "name": "x", "version": "1", "storage": {} }""", "'storage' is not supported yet", "docs/concepts/templates.md")]
    [InlineData("""{ "format": 1, "name": "x", "version": "1", "auth": { "domains": ["{{variables.SITE}}.example.com"] } }""", "{{variables.SITE}} has no value", "CloudBase__Provisioning__TemplateVariables__SITE=")]
    public async Task Template_Bad_IsRefusedWithItsPlaceBeforeAnythingIsBought(string json, string place, string wayOut)
    {
        using TemporaryFolder folder = new();
        QuickStartRun run = new(folder);

        ProcessResult result = await run.RunAsync("--template", folder.Write("bad.json", json), "--pool", "1");

        result.ExitCode.Should().Be(2, "{0}", result);
        result.Output.Should().BeEmpty();
        result.ErrorText.Should().Contain("bad.json").And.Contain(place).And.Contain(wayOut).And.Contain("nothing was bought").And.NotContain("   at ");
        Directory.Exists(run.CloudDirectory).Should().BeFalse("no cloud was begun");
    }

    private static List<JsonElement> Rows(JsonElement document) => [.. document.GetProperty("tenants").EnumerateArray()];

    private static string? Source(JsonElement row) => row.GetProperty("source").GetString();

    private static string? Environment(JsonElement row) => row.GetProperty("environmentId").GetString();
}
