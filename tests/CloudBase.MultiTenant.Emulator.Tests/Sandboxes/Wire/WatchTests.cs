using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Wire;

/// <summary>Watches of folders, polled and streamed: what they tell, what they have missed, how many there may be.</summary>
public sealed class WatchTests : SandboxTest
{
    [Fact]
    public async Task Watcher_ThatIsPolled_TellsWhatHappenedSinceTheLastPoll()
    {
        var (_, envd) = await CreateAsync();
        await envd.RunAsync("mkdir d");
        var (status, made) = await envd.CallAsync("/filesystem.Filesystem/CreateWatcher", """{"path":"d","recursive":true}""");
        status.Should().Be(200);
        var id = made.GetProperty("watcherId").GetString()!;
        await envd.RunAsync("echo x > d/f; mkdir d/e; rm d/f");

        var seen = new List<string>();
        while (!seen.Contains("f EVENT_TYPE_REMOVE"))
        {
            var (_, polled) = await envd.CallAsync("/filesystem.Filesystem/GetWatcherEvents", $$"""{"watcherId":"{{id}}"}""");
            seen.AddRange(polled.GetProperty("events").EnumerateArray().Select(entry => $"{entry.GetProperty("name").GetString()} {entry.GetProperty("type").GetString()}"));
        }

        seen.Should().ContainInOrder("f EVENT_TYPE_CREATE", "f EVENT_TYPE_WRITE", "e EVENT_TYPE_CREATE", "f EVENT_TYPE_REMOVE").And.OnlyHaveUniqueItems();
        (await envd.CallAsync("/filesystem.Filesystem/RemoveWatcher", $$"""{"watcherId":"{{id}}"}""")).Status.Should().Be(200);
        (await envd.CallAsync("/filesystem.Filesystem/GetWatcherEvents", $$"""{"watcherId":"{{id}}"}""")).Status.Should().Be(404);
        (await envd.CallAsync("/filesystem.Filesystem/CreateWatcher", """{"path":"nowhere"}""")).Status.Should().Be(404);
        (await envd.CallAsync("/filesystem.Filesystem/CreateWatcher", """{"path":"/etc/passwd"}""")).Status.Should().Be(400);
    }

    [Fact]
    public async Task Watcher_ThatNobodyPolls_SaysThatItHasMissedSome()
    {
        var (_, envd) = await CreateAsync();
        await envd.RunAsync("mkdir d");
        var id = (await envd.CallAsync("/filesystem.Filesystem/CreateWatcher", """{"path":"d"}""")).Body.GetProperty("watcherId").GetString()!;

        // More than the kernel's queue and the emulator's hold together, however far the one is behind the other.
        (await envd.RunAsync("for i in $(seq 40000); do : > d/$i; done")).ExitCode.Should().Be(0);

        var seen = 0;
        var polls = 0;
        (int Status, JsonElement Body) polled;
        do
        {
            polled = await envd.CallAsync("/filesystem.Filesystem/GetWatcherEvents", $$"""{"watcherId":"{{id}}"}""");
            seen += polled.Status == 200 ? polled.Body.GetProperty("events").GetArrayLength() : 0;
        }
        while (polled.Status == 200 && ++polls < 1_000);

        polled.Status.Should().NotBe(200, "who polls for ever would believe that nothing else had happened");
        (polled.Status, polled.Body.GetProperty("code").GetString()).Should().BeOneOf((429, "resource_exhausted"), (500, "internal"));
        polled.Body.GetProperty("message").GetString().Should().Contain("watch it anew");
        seen.Should().BeLessThan(40_000);
    }

    [Fact]
    public async Task Watches_OfOneSandbox_AreCountedPolledAndStreamed()
    {
        var (_, envd) = await CreateAsync();
        var (_, neighbour) = await CreateAsync();
        List<HttpResponseMessage> streams = [];
        for (var index = 0; index < 15; index++)
        {
            var stream = await envd.OpenAsync("/filesystem.Filesystem/WatchDir", Envd.Envelope("""{"path":"/tmp"}"""));
            (await Envd.ReadOneAsync(await stream.Content.ReadAsStreamAsync())).Message.TryGetProperty("start", out _).Should().BeTrue();
            streams.Add(stream);
        }

        (await envd.CallAsync("/filesystem.Filesystem/CreateWatcher", """{"path":"/tmp"}""")).Status.Should().Be(200);
        (await envd.CallAsync("/filesystem.Filesystem/CreateWatcher", """{"path":"/tmp"}""")).Status.Should().Be(429);
        var (_, refused) = await envd.StreamAsync("/filesystem.Filesystem/WatchDir", """{"path":"/tmp"}""");
        refused.GetProperty("error").GetProperty("code").GetString().Should().Be("resource_exhausted");
        (await neighbour.CallAsync("/filesystem.Filesystem/CreateWatcher", """{"path":"/tmp"}""")).Status.Should().Be(200);

        streams.ForEach(stream => stream.Dispose());
        while ((await envd.CallAsync("/filesystem.Filesystem/CreateWatcher", """{"path":"/tmp"}""")).Status != 200)
        {
            // The emulator sees soon that nobody reads the streams any more.
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Watch_ThatAsksForEntries_TellsWhatIsThere()
    {
        var (_, envd) = await CreateAsync();
        await envd.RunAsync("mkdir d");
        using var reply = await envd.OpenAsync("/filesystem.Filesystem/WatchDir", Envd.Envelope("""{"path":"d","includeEntry":true}"""));
        await using var body = await reply.Content.ReadAsStreamAsync();
        (await Envd.ReadOneAsync(body)).Message.TryGetProperty("start", out _).Should().BeTrue();
        using var making = envd.RunAsync("mkdir d/e");

        JsonElement told;
        do
        {
            told = (await Envd.ReadOneAsync(body)).Message.GetProperty("filesystem");
        }
        while (told.GetProperty("type").GetString() != "EVENT_TYPE_CREATE");

        await making;
        told.GetProperty("name").GetString().Should().Be("e");
        told.GetProperty("entry").GetProperty("path").GetString().Should().Be("/home/user/d/e");
        told.GetProperty("entry").GetProperty("type").GetString().Should().Be("FILE_TYPE_DIRECTORY");
    }
}
