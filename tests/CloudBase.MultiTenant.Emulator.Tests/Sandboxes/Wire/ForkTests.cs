namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Wire;

/// <summary>Forks, and the network of a sandbox that runs.</summary>
public sealed class ForkTests : SandboxTest
{
    protected override void Configure(CloudBaseEmulatorOptions options) => options.MaxSandboxes = 4;

    [Fact]
    public async Task Fork_IsACopyOfTheFilesThatGoesItsOwnWay()
    {
        var (id, envd) = await CreateAsync("""{"timeout":60,"metadata":{"tenant":"acme"},"envVars":{"COLOUR":"blue"}}""");
        await envd.RunAsync("echo one > f; sleep 1000 > /dev/null 2>&1 &");

        var (status, forks) = await CallAsync(HttpMethod.Post, $"/sandboxes/{id}/fork", """{"count":2,"timeout":120}""");

        status.Should().Be(201);
        forks.GetArrayLength().Should().Be(2);
        foreach (var fork in forks.EnumerateArray().Select(entry => entry.GetProperty("sandbox")))
        {
            var copy = fork.GetProperty("sandboxID").GetString()!;
            using var own = new Envd(Emulator, copy, fork.GetProperty("envdAccessToken").GetString());
            (await own.RunAsync("cat f; echo $COLOUR; pgrep -c sleep; echo two > f")).Output.Should().Be("one\nblue\n0\n");
            var (_, shown) = await CallAsync(HttpMethod.Get, $"/sandboxes/{copy}");
            shown.GetProperty("metadata").GetProperty("tenant").GetString().Should().Be("acme");
            shown.GetProperty("endAt").GetDateTimeOffset().Should().Be(Clock.GetUtcNow() + TimeSpan.FromSeconds(120));
        }

        (await envd.RunAsync("cat f; pgrep -c sleep")).Output.Should().Be("one\n1\n");
        using var foreign = new Envd(Emulator, id, forks[0].GetProperty("sandbox").GetProperty("envdAccessToken").GetString());
        (await foreign.CallAsync("/process.Process/List", "{}")).Status.Should().Be(401, "a fork's token is its own");
    }

    [Fact]
    public async Task Fork_OfMoreThanMayRun_TellsOfEachWhatBecameOfIt()
    {
        var (id, _) = await CreateAsync();

        var (status, forks) = await CallAsync(HttpMethod.Post, $"/sandboxes/{id}/fork", """{"count":5}""");

        status.Should().Be(201);
        forks.EnumerateArray().Count(entry => entry.TryGetProperty("sandbox", out _)).Should().Be(3);
        forks.EnumerateArray().Where(entry => entry.TryGetProperty("error", out _)).Select(entry => entry.GetProperty("error").GetProperty("code").GetInt32()).Should().Equal(429, 429);
        (await CallAsync(HttpMethod.Get, "/v2/sandboxes")).Body.GetArrayLength().Should().Be(4);
    }

    [Theory]
    [InlineData("""{"count":0}""", 400)]
    [InlineData("""{"count":101}""", 400)]
    public async Task Fork_ThatMakesNoSense_IsRefused(string body, int status)
    {
        var (id, _) = await CreateAsync();

        (await CallAsync(HttpMethod.Post, $"/sandboxes/{id}/fork", body)).Status.Should().Be(status);
        (await CallAsync(HttpMethod.Post, "/sandboxes/i0000000000000000000/fork", "{}")).Status.Should().Be(404);
        Emulator.Sandboxes.Should().ContainSingle();
    }

    [Theory]
    [InlineData("""{"allow_internet_access":false}""", 204)]
    [InlineData("""{"denyOut":["0.0.0.0/0"]}""", 204)]
    [InlineData("""{"allow_internet_access":true}""", 501)]
    [InlineData("""{"allowOut":["1.1.1.1"]}""", 501)]
    public async Task Network_OfARunningSandbox_IsClosedAsAskedAndNeverOpened(string body, int status)
    {
        var (id, envd) = await CreateAsync();

        (await CallAsync(HttpMethod.Put, $"/sandboxes/{id}/network", body)).Status.Should().Be(status);

        (await envd.RunAsync("cat /proc/net/dev | grep -c :")).Output.Should().Be("1\n");
        (await CallAsync(HttpMethod.Put, "/sandboxes/i0000000000000000000/network", body)).Status.Should().Be(404);
    }
}
