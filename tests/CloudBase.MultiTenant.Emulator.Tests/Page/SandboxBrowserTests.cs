using CloudBase.MultiTenant.Emulator.Tests.Page.Browser;

namespace CloudBase.MultiTenant.Emulator.Tests.Page;

/// <summary>The page's sandboxes in a real Chromium.</summary>
public sealed class SandboxBrowserTests
{
    [Fact]
    public async Task Page_WhileSandboxesComePauseAndGo_ShowsThemLiveAndLeavesTheFocusWhereItIs()
    {
        await using var chromium = await Chromium.StartAsync();
        await using var page = await SandboxPage.StartAsync();
        await chromium.SchemeAsync("light");
        await chromium.OpenAsync(page.Http.BaseAddress!);
        await chromium.WaitForAsync("document.getElementById('live').textContent === 'Live'");
        (await PageLook.TextAsync(chromium, "#sandboxes-table")).Should().Contain("No sandbox.");

        var first = await page.CreateAsync(new { tenant = "acme" }, autoPause: true);
        await chromium.WaitForAsync($"document.querySelector('#sandboxes-table').innerText.includes('{first}')");
        await chromium.EvaluateAsync("document.querySelector('nav a[href=\"#sandboxes\"]').focus()");
        await page.CallAsync(HttpMethod.Post, $"/sandboxes/{first}/pause", new { });
        await chromium.WaitForAsync(Shows(first, "paused"));
        await page.CallAsync(HttpMethod.Post, $"/sandboxes/{first}/resume", new { });
        await chromium.WaitForAsync(Shows(first, "running"));
        await page.CallAsync(HttpMethod.Post, $"/sandboxes/{first}/snapshots", new { name = "tuesday" });
        await chromium.WaitForAsync("document.querySelector('#snapshots-table').innerText.includes('tuesday')");
        var second = await page.CreateAsync(template: "tuesday");
        await page.CallAsync(HttpMethod.Delete, $"/sandboxes/{second}");
        await chromium.WaitForAsync(Shows(second, "stopped: manual"));
        // What stands further down may be newer by a call, until the page looks again.
        await chromium.WaitForAsync("document.querySelector('#overview').innerText.includes('1 running, 0 paused')");

        // Its lifetime ends while nobody calls: the page sees that, too.
        page.Clock.Advance(TimeSpan.FromMinutes(6));
        await chromium.WaitForAsync(Shows(first, "paused"));

        (await chromium.EvaluateAsync("document.activeElement.getAttribute('href')"))!.GetValue<string>().Should().Be("#sandboxes");
        await chromium.PressAsync("Enter", 13, "\r");
        await chromium.WaitForAsync("location.hash === '#sandboxes' && Math.abs(document.getElementById('sandboxes').getBoundingClientRect().top) < 120");
        chromium.Complaints.Should().BeEmpty();
        chromium.Requests.Should().OnlyContain(address => address.Authority == page.Http.BaseAddress!.Authority);

        string Shows(string id, string state) => $"document.querySelector('tr[data-key=\"s{id}\"] .badge')?.textContent === '{state}'";
    }

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 1280)]
    [InlineData("light", 390)]
    [InlineData("dark", 390)]
    public async Task Sandboxes_InBothSchemesAndOnAPhone_CanBeReadAndScrolledByKeyboard(string scheme, int width)
    {
        await using var chromium = await Chromium.StartAsync();
        await using var page = await SandboxPage.StartAsync();
        await FillAsync(page);
        await chromium.SchemeAsync(scheme);
        await chromium.SizeAsync(width, 900);

        await chromium.OpenAsync(page.Http.BaseAddress!);
        await chromium.EvaluateAsync("document.getElementById('sandboxes').scrollIntoView()");
        var picture = await PageLook.PictureAsync(chromium, $"emulator-sandboxes-{scheme}-{width}.png");

        (await chromium.EvaluateAsync(PageLook.PaleTexts))!.GetValue<string>().Should().BeEmpty();
        (await chromium.EvaluateAsync("document.documentElement.scrollWidth"))!.GetValue<int>().Should().BeLessThanOrEqualTo(width);
        (width > 600 ? string.Empty : await PageLook.BesideTheWindowAsync(chromium)).Should().BeEmpty("on a phone nothing lies beside the window");
        foreach (var id in new[] { "sandboxes", "snapshots" })
        {
            // What is wider than the window is reached with the arrow keys, and a reader hears what it is of.
            (await chromium.EvaluateAsync($"(e => {{ e.focus(); return document.activeElement === e && document.getElementById(e.getAttribute('aria-labelledby')).textContent.length > 0; }})(document.querySelector('.scroll:has(#{id}-table)'))"))!
                .GetValue<bool>().Should().BeTrue();
        }

        if (scheme == "light" && width == 1280)
        {
            PageLook.ThePictureOfTheDocsIsOneOfThese(picture, "emulator-sandboxes.png");
        }
    }

    /// <summary>One of each: running, paused, stopped, crashed, from a snapshot, and with long labels.</summary>
    private static async Task FillAsync(SandboxPage page)
    {
        object Of(string tenant) => new Dictionary<string, string> { ["cloudbase-deployment"] = "production", ["cloudbase-pool"] = "node", ["cloudbase-member"] = tenant };
        var crashed = await page.CreateAsync(Of("m-4c1f0a"));
        var stopped = await page.CreateAsync(Of("m-77e2b9"));
        var paused = await page.CreateAsync(Of("m-a1d560"), autoPause: true, template: "code-interpreter-v1");
        await page.CallAsync(HttpMethod.Post, $"/sandboxes/{paused}/snapshots", new { name = "node_1_9f2c" });
        page.Clock.Advance(TimeSpan.FromMinutes(2));
        await page.CreateAsync(Of("m-e3b7c8"), autoPause: true, template: "node_1_9f2c");
        page.Clock.Advance(TimeSpan.FromSeconds(30));
        await page.CallAsync(HttpMethod.Post, $"/sandboxes/{paused}/pause", new { });
        await page.CallAsync(HttpMethod.Delete, $"/sandboxes/{stopped}");
        (await page.Emulator.CrashSandboxAsync(crashed, TestContext.Current.CancellationToken)).Should().BeTrue();
    }
}
