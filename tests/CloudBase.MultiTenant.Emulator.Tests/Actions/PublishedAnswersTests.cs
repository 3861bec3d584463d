using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Actions;

/// <summary>What reads answer, field by field as published, and what it says.</summary>
public sealed class PublishedAnswersTests
{
    [Fact]
    public async Task DescribeEnvPlans_AllAndOne_AreThePackagesThatAreSoldWithTheirPrices()
    {
        await using var cloud = await Cloud.StartAsync(options => options.MonthlyPrices["baas_personal"] = 39.9m);

        var all = await cloud.CallAsync("tcb", "DescribeEnvPlans", new { });
        var one = await cloud.CallAsync("tcb", "DescribeEnvPlans", new { PackageId = "baas_personal" });
        var none = await cloud.CallAsync("tcb", "DescribeEnvPlans", new { PackageId = "no_such_package" });

        RequirePublished("DescribeEnvPlans", all);
        all.GetProperty("PlanList").EnumerateArray().Select(plan => plan.GetProperty("PackageId").GetString()).Should().Contain("baas_personal").And.OnlyHaveUniqueItems();
        var plan = one.GetProperty("PlanList").EnumerateArray().Should().ContainSingle().Subject;
        plan.GetProperty("PackageId").GetString().Should().Be("baas_personal");
        plan.GetProperty("UnitPrice").GetString().Should().Be("39.9");
        plan.GetProperty("PackageTitle").GetString().Should().NotBeNullOrEmpty();
        JsonDocument.Parse(plan.GetProperty("ResourceLimit").GetString()!).RootElement.ValueKind.Should().Be(JsonValueKind.Object, "it is JSON in a text");
        none.GetProperty("PlanList").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task DescribeEnvAccountCircle_MonthByMonth_IsTheMonthThatIsPaidNow()
    {
        await using var cloud = await Cloud.StartAsync();
        var id = await cloud.CreateEnvAsync();

        var first = await cloud.CallAsync("tcb", "DescribeEnvAccountCircle", new { EnvId = id });
        cloud.Clock.Advance(TimeSpan.FromDays(31));
        var second = await cloud.CallAsync("tcb", "DescribeEnvAccountCircle", new { EnvId = id });

        RequirePublished("DescribeEnvAccountCircle", first);
        Circle(first).Should().Be((new DateTime(2026, 3, 1, 16, 0, 0), new DateTime(2026, 4, 1, 16, 0, 0)), "the cloud tells times in China's zone");
        Circle(second).Should().Be((Circle(first).End, new DateTime(2026, 5, 1, 16, 0, 0)), "the next begins where the last one ends");
        (await cloud.CodeOfAsync("tcb", "DescribeEnvAccountCircle", new { EnvId = "no-such-env" })).Should().Be("ResourceNotFound");
        (await cloud.CodeOfAsync("tcb", "DescribeEnvAccountCircle", new { })).Should().Be("MissingParameter");
    }

    [Fact]
    public async Task DescribeAuthDomains_OfOneEnvironment_AreThoseThatWereAddedThere()
    {
        await using var cloud = await Cloud.StartAsync();
        var (id, neighbour) = (await cloud.CreateEnvAsync("one"), await cloud.CreateEnvAsync("two"));
        await cloud.CallAsync("tcb", "CreateAuthDomain", new { EnvId = id, Domains = new[] { "app.example.com", "www.example.com" } });

        var listed = await cloud.CallAsync("tcb", "DescribeAuthDomains", new { EnvId = id });

        RequirePublished("DescribeAuthDomains", listed);
        var domains = listed.GetProperty("Domains").EnumerateArray().ToList();
        domains.Select(domain => domain.GetProperty("Domain").GetString()).Should().Equal("app.example.com", "www.example.com");
        domains.Select(domain => domain.GetProperty("Id").GetString()).Should().OnlyHaveUniqueItems().And.NotContainNulls();
        domains.Should().OnlyContain(domain => domain.GetProperty("Status").GetString() == "ENABLE" && domain.GetProperty("Type").GetString() == "USER");
        (await cloud.CallAsync("tcb", "DescribeAuthDomains", new { EnvId = neighbour })).GetProperty("Domains").GetArrayLength().Should().Be(0);
        (await cloud.CodeOfAsync("tcb", "CreateAuthDomain", new { EnvId = id, Domains = new[] { "app.example.com" } })).Should().Be("ResourceInUse");
    }

    private static (DateTime Start, DateTime End) Circle(JsonElement answer) =>
        (DateTime.Parse(answer.GetProperty("StartTime").GetString()!, null), DateTime.Parse(answer.GetProperty("EndTime").GetString()!, null));

    /// <summary>The answer has the published fields, each of its type, and no others.</summary>
    private static void RequirePublished(string action, JsonElement answer)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "PublishedFields", "tcb.json")));
        RequireFields(answer, document.RootElement.GetProperty("actions").GetProperty(action).GetProperty("response"), document.RootElement.GetProperty("types"));
    }

    private static void RequireFields(JsonElement value, JsonElement fields, JsonElement types)
    {
        value.EnumerateObject().Select(member => member.Name).Should().BeEquivalentTo(fields.EnumerateObject().Select(field => field.Name));
        foreach (var field in fields.EnumerateObject())
        {
            var type = field.Value.GetString()!;
            var member = value.GetProperty(field.Name);
            if (!type.EndsWith("[]", StringComparison.Ordinal))
            {
                member.ValueKind.Should().Be(JsonValueKind.String, $"{field.Name} is a {type}");
                continue;
            }

            member.GetArrayLength().Should().BePositive("an empty list proves nothing");
            foreach (var item in member.EnumerateArray())
            {
                RequireFields(item, types.GetProperty(type[..^2]), types);
            }
        }
    }
}
