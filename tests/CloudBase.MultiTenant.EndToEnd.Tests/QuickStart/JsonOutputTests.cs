using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

public sealed class JsonOutputTests
{
    [Fact]
    public async Task Json_FirstAndSecondRun_IsOneDocumentWithTheSameEnvironments()
    {
        using TemporaryFolder folder = new();
        string[] ids = ["mei@example.com", "Mei@example.com", "\u738b\u5c0f\u660e", "\"quoted\\\u00e9"];
        string tenants = folder.Write("tenants.txt", ids);
        QuickStartRun run = new(folder);

        JsonElement first = await run.RunJsonAsync("--tenants", tenants);
        JsonElement second = await run.RunJsonAsync("--tenants", tenants);

        first.EnumerateObject().Select(p => p.Name).Should().Equal("tenants", "estimate");
        List<JsonElement> rows = [.. first.GetProperty("tenants").EnumerateArray()];
        rows.Select(r => r.GetProperty("id").GetString()).Should().Equal(ids);
        rows.Should().OnlyContain(r => r.EnumerateObject().Select(p => p.Name).SequenceEqual(new[] { "id", "alias", "environmentId", "isolation", "source", "templateVersion", "state", "createdNow" }));
        rows.Select(r => r.GetProperty("isolation").GetString()).Should().Equal("CamSubAccount", "WhiteLabel", "CamSubAccount", "WhiteLabel");
        rows.Should().OnlyContain(r => r.GetProperty("state").GetString() == "Active" && r.GetProperty("createdNow").GetBoolean());
        rows.Select(r => r.GetProperty("environmentId").GetString()).Should().OnlyHaveUniqueItems();

        List<JsonElement> found = [.. second.GetProperty("tenants").EnumerateArray()];
        found.Should().OnlyContain(r => !r.GetProperty("createdNow").GetBoolean());
        found.Select(r => r.GetProperty("environmentId").GetString()).Should().Equal(rows.Select(r => r.GetProperty("environmentId").GetString()));

        JsonElement estimate = first.GetProperty("estimate");
        estimate.GetProperty("monthlyTotal").GetDecimal().Should().Be(199.50m);
        estimate.GetProperty("scenarios").EnumerateArray().Select(s => s.GetProperty("monthlyTotal").GetRawText()).Should().Equal("438.90", "2034.90", "4029.90");
    }

    [Theory]
    [InlineData("cam", "CamSubAccount")]
    [InlineData("white-label", "WhiteLabel")]
    public async Task Isolation_Chosen_IsWhatEveryTenantGets(string option, string expected)
    {
        using TemporaryFolder folder = new();
        string tenants = folder.Write("tenants.txt", "a@example.com", "b@example.com");

        JsonElement document = await new QuickStartRun(folder).RunJsonAsync("--tenants", tenants, "--isolation", option);

        document.GetProperty("tenants").EnumerateArray().Should().OnlyContain(t => t.GetProperty("isolation").GetString() == expected);
    }
}
