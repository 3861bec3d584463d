using System.Net;

namespace CloudBase.MultiTenant.Emulator.Tests.Page;

/// <summary>The page as it is without a script.</summary>
public sealed class PageHtmlTests
{
    [Fact]
    public async Task Page_WithoutAScript_TellsEverything()
    {
        await using var page = await PageCloud.StartAsync();
        var (environment, _, _) = await page.OnboardAsync("acme");
        page.Cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.Throttle, Action = "DestroyEnv" });

        var html = await page.Http.GetStringAsync("");

        html.Should().Contain(environment).And.Contain("tenant: acme").And.Contain("acme-platform").And.Contain("tcb.CreateEnv").And.Contain("39.90")
            .And.Contain("Throttle").And.Contain("href=\"/_emulator/requests/2\"").And.Contain("platform-0emulator");
        (await page.Http.GetStringAsync("requests/2")).Should().Contain("&quot;Alias&quot;: &quot;acme&quot;").And.Contain("The root account may do everything");
    }

    [Theory]
    [InlineData("")]
    [InlineData("assets/page.js")]
    [InlineData("api/requests")]
    [InlineData("api/requests/99")]
    public async Task Answer_OfThePage_IsConfined(string path)
    {
        await using var page = await PageCloud.StartAsync();
        using var response = await page.Http.GetAsync(path);

        response.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("default-src 'none'").And.Contain("frame-ancestors 'none'").And.NotContain("unsafe");
        response.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
    }

    [Fact]
    public async Task Form_OfAFault_AddsItOnceAndRemovesIt()
    {
        await using var page = await PageCloud.StartAsync();
        using var added = await page.Http.PostAsync("api/faults", new FormUrlEncodedContent(
            [new("kind", "Error"), new("service", ""), new("action", "CreateEnv"), new("nth", "1"), new("times", "2"), new("probability", "1"), new("errorCode", "ResourceInsufficient"), new("delay", "")]));
        added.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        added.Headers.Location!.ToString().Should().Be("/_emulator/#faults");
        page.Cloud.Emulator.Faults.Scripts.Should().Equal(new FaultScript { Kind = FaultKind.Error, Action = "CreateEnv", Times = 2, ErrorCode = "ResourceInsufficient" });

        var id = (await page.JsonAsync("api/faults"))[0].GetProperty("id").GetInt32();
        using var removed = await page.Http.PostAsync($"api/faults/{id}/remove", null);
        removed.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        page.Cloud.Emulator.Faults.Scripts.Should().BeEmpty();
    }

    [Fact]
    public async Task Removal_OfAClockSkew_SetsTheClockRight()
    {
        await using var page = await PageCloud.StartAsync();
        page.Cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.ClockSkew, Delay = TimeSpan.FromMinutes(10) });
        (await page.JsonAsync("api/overview")).GetProperty("clockSkewSeconds").GetDouble().Should().Be(600);

        using var removed = await page.Http.DeleteAsync($"api/faults/{(await page.JsonAsync("api/faults"))[0].GetProperty("id").GetInt32()}");

        (await removed.Content.ReadAsStringAsync()).Should().Be("[]");
        (await page.JsonAsync("api/overview")).GetProperty("clockSkewSeconds").GetDouble().Should().Be(0);
        using var again = await page.Http.DeleteAsync("api/faults/1");
        again.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("kind=Nonsense", "Nonsense")]
    [InlineData("kind=99", "99")]
    [InlineData("kind=Latency", "delay is missing")]
    [InlineData("kind=Error&nth=zero", "zero")]
    [InlineData("kind=Error&probability=7", "probability")]
    [InlineData("kind=Latency&delay=soon", "soon")]
    public async Task Form_ThatMakesNoSense_IsRefusedByName(string form, string named)
    {
        await using var page = await PageCloud.StartAsync();
        using var content = new StringContent(form, null, "application/x-www-form-urlencoded");
        using var response = await page.Http.PostAsync("api/faults", content);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).Should().Contain(named);
        page.Cloud.Emulator.Faults.Scripts.Should().BeEmpty();
    }

    [Fact]
    public async Task Texts_OfStrangers_AreEncoded()
    {
        await using var page = await PageCloud.StartAsync();
        page.Cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.Error, Action = "\"><script>alert(1)</script>", Message = "'><img src=x onerror=alert(1)>" });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("{\"<script>\":\"</pre><script>alert(1)</script>\"}") };
        request.Headers.TryAddWithoutValidation("X-TC-Action", "<script>alert(1)</script>");
        using var sent = await page.Http.SendAsync(request);

        foreach (var path in new[] { "", "requests/1" })
        {
            (await page.Http.GetStringAsync(path)).Should().NotContain("<script>").And.NotContain("<img").And.Contain("&lt;script&gt;");
        }
    }

    [Fact]
    public async Task Address_WithoutItsSlash_LeadsToThePage()
    {
        await using var page = await PageCloud.StartAsync();
        using var response = await page.Http.GetAsync("/_emulator");

        response.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        response.Headers.Location!.ToString().Should().Be("/_emulator/");
    }
}
