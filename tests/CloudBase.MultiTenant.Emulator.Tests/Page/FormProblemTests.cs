using System.Net;

namespace CloudBase.MultiTenant.Emulator.Tests.Page;

/// <summary>A form that a browser sent and that makes no sense comes back with what is wrong, at the form.</summary>
public sealed class FormProblemTests
{
    [Theory]
    [InlineData("clock", "advance=99%3A99", "advance is &#x27;99:99&#x27; but must be a time", "value=\"99:99\"")]
    [InlineData("clock", "advance=-01%3A00%3A00", "cannot be advanced by -01:00:00", "value=\"-01:00:00\"")]
    [InlineData("clock", "advance=%22%3E%3Cscript%3E", "advance is &#x27;&quot;&gt;&lt;script&gt;&#x27;", "value=\"&quot;&gt;&lt;script&gt;\"")]
    [InlineData("faults", "kind=Throttle&service=cam&action=AddUser&nth=7&times=x", "times is &#x27;x&#x27; but must be a whole number", "value=\"AddUser\"")]
    [InlineData("faults", "kind=Throttle&service=cam&times=x", "times is", "<option selected>Throttle</option>")]
    [InlineData("faults", "kind=Latency&delay=99%3A99", "delay is &#x27;99:99&#x27;", "value=\"99:99\"")]
    public async Task Form_OfABrowserThatMakesNoSense_IsAnsweredByThePageWithTheMessageAtIt(string form, string body, string message, string kept)
    {
        await using var emulator = await CloudBaseEmulator.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(emulator.Endpoint, "/_emulator/") };

        using var response = await SendAsync(http, $"api/{form}", body, "text/html,application/xhtml+xml,*/*;q=0.8");
        var html = await response.Content.ReadAsStringAsync();

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        response.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("default-src 'none'");
        html.Should().Contain(kept).And.NotContain("\"><script>");
        var section = html[html.IndexOf($"<section id=\"{form}\"", StringComparison.Ordinal)..];
        section[..section.IndexOf("</section>", StringComparison.Ordinal)].Should().Contain($"role=\"alert\" id=\"{form}-problem\"").And.Contain(message);
        html.Split("role=\"alert\"").Should().HaveCount(2, "only the form that was sent has a message");
        emulator.Faults.Scripts.Should().BeEmpty();
    }

    [Fact]
    public async Task Form_OfAScriptThatIsGone_IsAnsweredByThePage()
    {
        await using var page = await PageCloud.StartAsync();
        using var response = await SendAsync(page.Http, "api/faults/7/remove", "", "text/html");

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync()).Should().Contain("role=\"alert\" id=\"faults-problem\"").And.Contain("&#x27;7&#x27;");
    }

    [Fact]
    public async Task Form_OfAProgram_IsAnsweredInJson()
    {
        await using var emulator = await CloudBaseEmulator.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(emulator.Endpoint, "/_emulator/") };
        using var response = await SendAsync(http, "api/clock", "advance=99%3A99", "*/*");

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string path, string form, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(form, null, "application/x-www-form-urlencoded") };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await http.SendAsync(request);
    }
}
