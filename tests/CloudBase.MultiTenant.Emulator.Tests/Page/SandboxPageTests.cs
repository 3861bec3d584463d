using System.Text;

namespace CloudBase.MultiTenant.Emulator.Tests.Page;

/// <summary>What the page says of sandboxes and snapshots, without a script.</summary>
public sealed class SandboxPageTests
{
    [Fact]
    public async Task Sandboxes_InEachPartOfTheirLife_AreToldWithTheirTimes()
    {
        await using var page = await SandboxPage.StartAsync();
        var stopped = await page.CreateAsync();
        var paused = await page.CreateAsync(autoPause: true);
        var diskOnly = await page.CreateAsync();
        page.Clock.Advance(TimeSpan.FromSeconds(10));
        var running = await page.CreateAsync(new { pool = "node" }, autoPause: true, template: "code-interpreter-v1");
        page.Clock.Advance(TimeSpan.FromSeconds(20));
        await page.CallAsync(HttpMethod.Delete, $"/sandboxes/{stopped}");
        await page.CallAsync(HttpMethod.Post, $"/sandboxes/{paused}/pause", new { });
        await page.CallAsync(HttpMethod.Post, $"/sandboxes/{diskOnly}/pause", new { memory = false });

        var told = (await page.JsonAsync("api/sandboxes")).EnumerateArray().ToDictionary(one => one.GetProperty("id").GetString()!);
        var html = await page.Http.GetStringAsync("");

        told.Keys.First().Should().Be(running, "the newest is first");
        Of(running, "state").Should().Be("running");
        Of(running, "template").Should().Be("code-interpreter-v1");
        Of(running, "since").Should().Be("2026-03-01T08:00:10+00:00");
        Of(running, "expiresAt").Should().Be("2026-03-01T08:05:10+00:00");
        Of(running, "onExpiry").Should().Be("pause");
        told[running].GetProperty("metadata").GetProperty("pool").GetString().Should().Be("node");
        Of(paused, "state").Should().Be("paused");
        Of(paused, "since").Should().Be("2026-03-01T08:00:30+00:00");
        Of(paused, "expiresAt").Should().BeEmpty("no lifetime runs while it is paused");
        Of(paused, "keepsMemory").Should().Be("True");
        Of(diskOnly, "keepsMemory").Should().Be("False");
        Of(stopped, "state").Should().Be("stopped");
        Of(stopped, "endReason").Should().Be("manual");
        html.Should().Contain(running).And.Contain(stopped).And.Contain("3 there, 1 ended").And.Contain("with its disk").And.Contain("with its memory")
            .And.Contain("not while paused").And.Contain("then paused").And.Contain("stopped: manual").And.Contain("pool: node").And.Contain("1 running, 2 paused");

        string Of(string id, string name) => told[id].GetProperty(name).ToString();
    }

    [Fact]
    public async Task Snapshots_AreToldWithTheSandboxThatTheyAreOf()
    {
        await using var page = await SandboxPage.StartAsync();
        var saved = await page.CreateAsync();
        var snapshot = (await page.CallAsync(HttpMethod.Post, $"/sandboxes/{saved}/snapshots", new { name = "tuesday" })).GetProperty("snapshotID").GetString()!;
        var child = await page.CreateAsync(template: snapshot);
        await page.CallAsync(HttpMethod.Delete, $"/sandboxes/{saved}");

        var told = await page.JsonAsync("api/snapshots");
        var sandboxes = await page.JsonAsync("api/sandboxes");
        var html = await page.Http.GetStringAsync("");

        told.GetArrayLength().Should().Be(1);
        told[0].GetProperty("id").GetString().Should().Be(snapshot);
        told[0].GetProperty("name").GetString().Should().Be("tuesday");
        told[0].GetProperty("savedFrom").GetString().Should().Be(saved, "it outlives what it was saved from");
        sandboxes.EnumerateArray().Single(one => one.GetProperty("id").GetString() == saved).GetProperty("snapshots")[0].GetString().Should().Be(snapshot);
        sandboxes.EnumerateArray().Single(one => one.GetProperty("id").GetString() == child).GetProperty("fromSnapshot").GetBoolean().Should().BeTrue();
        html.Should().Contain("tuesday").And.Contain("(a snapshot)").And.Contain("1 saved");

        await page.CallAsync(HttpMethod.Delete, $"/templates/{snapshot}");
        (await page.JsonAsync("api/snapshots")).GetArrayLength().Should().Be(0);
        (await page.Http.GetStringAsync("")).Should().Contain("No snapshot.");
    }

    [Fact]
    public async Task Labels_WithSecretsInThem_AndTokens_AreOnNoPage()
    {
        await using var page = await SandboxPage.StartAsync();
        var started = await page.CallAsync(HttpMethod.Post, "/sandboxes", new { metadata = new { first = "1" }, network = new { allowPublicTraffic = false } });
        string[] tokens = [started.GetProperty("envdAccessToken").GetString()!, started.GetProperty("trafficAccessToken").GetString()!];
        await page.CreateAsync(new Dictionary<string, string>
        {
            ["apiToken"] = "canary-in-a-named-label",
            ["note"] = $"opened with {tokens[0]}",
            ["ring"] = page.Emulator.SandboxApiKey,
            ["env"] = "eyJcanary.canary-of-an-environment.canary",
            [$"of {tokens[1]}"] = "canary-less",
            ["owner"] = "<script>alert(1)</script>",
        });

        StringBuilder seen = new();
        foreach (var path in new[] { "", "api/sandboxes", "api/snapshots", "api/overview", "requests/1", "api/requests/1", "requests/2", "api/requests/2" })
        {
            seen.AppendLine(await page.Http.GetStringAsync(path));
        }

        var all = seen.ToString();
        all.Should().Contain("(not shown)").And.Contain("canary-less").And.Contain("owner: &lt;script&gt;alert(1)").And.NotContain("<script>alert");
        tokens.Concat([page.Emulator.SandboxApiKey, "canary-in-a-named-label", "canary-of-an-environment"]).Should().OnlyContain(secret => !all.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_WithoutASandbox_SaysHowOneIsStarted()
    {
        await using var page = await SandboxPage.StartAsync();

        (await page.Http.GetStringAsync("")).Should().Contain("No sandbox. E2B clients (E2B_API_URL)").And.Contain("0 running, 0 paused");
    }
}
