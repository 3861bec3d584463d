using System.Net;

namespace CloudBase.MultiTenant.Emulator.Tests.Page;

public sealed class ClockTests
{
    [Fact]
    public async Task Form_OfTheClock_AdvancesAClockThatCanBeAdvanced()
    {
        await using var emulator = await CloudBaseEmulator.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(emulator.Endpoint, "/_emulator/") };
        (await http.GetStringAsync("")).Should().Contain("action=\"/_emulator/api/clock\"");
        var before = emulator.GetState().At;

        using var advanced = await http.PostAsync("api/clock", new FormUrlEncodedContent([new("advance", "40.00:00")]));

        advanced.StatusCode.Should().Be(HttpStatusCode.SeeOther, await advanced.Content.ReadAsStringAsync());
        emulator.GetState().At.Should().BeOnOrAfter(before.AddDays(40));
        using var backwards = await http.PostAsync("api/clock", new FormUrlEncodedContent([new("advance", "-01:00:00")]));
        backwards.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        using var nonsense = await http.PostAsync("api/clock", new FormUrlEncodedContent([new("advance", "soon")]));
        nonsense.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Page_OfAClockThatATestOwns_HasNoForm()
    {
        await using var page = await PageCloud.StartAsync();

        (await page.Http.GetStringAsync("")).Should().Contain("cannot be advanced here").And.NotContain("api/clock");
    }
}
