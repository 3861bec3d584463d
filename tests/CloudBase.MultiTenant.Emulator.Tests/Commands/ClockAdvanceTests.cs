using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Commands;

/// <summary>Forty days in an instant, by the method and over HTTP.</summary>
public sealed class ClockAdvanceTests
{
    [Fact]
    public async Task AdvanceAsync_BeyondThePackageAndItsIsolation_PurgesTheEnvironment()
    {
        await using var cloud = await Cloud.StartAsync(o => o.TimeProvider = new EmulatorClock(o.TimeProvider));
        var id = (await cloud.CallAsync("tcb", "CreateEnv", new { Alias = "a", PackageId = "baas_personal", Resources = new[] { "flexdb" } })).GetProperty("EnvId").GetString()!;

        await cloud.Emulator.AdvanceAsync(TimeSpan.FromDays(32));
        cloud.Emulator.GetState().Environments.Single(e => e.Id == id).IsolatedAt.Should().NotBeNull("it lapsed a day ago");
        await cloud.Emulator.AdvanceAsync(TimeSpan.FromDays(8));

        (await cloud.CallAsync("tcb", "DescribeEnvs", new { EnvId = id })).GetProperty("Total").GetInt32().Should().Be(0, "isolation lasts seven days");
    }

    [Fact]
    public async Task AdvanceAsync_AClockOfSomebodyElse_IsRefused()
    {
        await using var cloud = await Cloud.StartAsync();

        await FluentActions.Awaiting(() => cloud.Emulator.AdvanceAsync(TimeSpan.FromHours(1))).Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task PostClock_Advance_IsShownAndMovesTime()
    {
        var clock = new EmulatorClock();
        await using var cloud = await Cloud.StartAsync(o => o.TimeProvider = clock);
        using var http = new HttpClient(cloud.Emulator.CreateHandler()) { BaseAddress = cloud.Emulator.Endpoint };

        using var answer = await http.PostAsJsonAsync("/_emulator/clock", new { advance = "02:00:00" });
        using var refused = await http.PostAsJsonAsync("/_emulator/clock", new { advance = "yesterday" });

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        clock.Advanced.Should().Be(TimeSpan.FromHours(2));
        (await http.GetFromJsonAsync<JsonElement>("/_emulator/clock")).GetProperty("canAdvance").GetBoolean().Should().BeTrue();
    }
}
