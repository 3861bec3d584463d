using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Wire;

/// <summary>The unmodified npm package e2b against the emulator, over real sandboxes of this machine.</summary>
public sealed class E2bClientTests : IAsyncLifetime
{
    private CloudBaseEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await SandboxMachine.StartAsync();

    public ValueTask DisposeAsync() => _emulator?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData("e2b")]
    [InlineData("e2b-2.50.0")]
    public async Task Commands_ForegroundBackgroundInputSignalsTimeout_AreWhatTheClientAsksFor(string package)
    {
        var seen = await RunAsync(package, "commands");

        Text(seen, "hi").Should().Be("""{"stdout":"hi\nblue 1\n","stderr":"oops\n","exitCode":0}""");
        Text(seen, "failure").Should().Be("""{"name":"CommandExitError","exitCode":3}""");
        Text(seen, "noFolder").Should().Be("\"InvalidArgumentError\"");
        Text(seen, "listed").Should().Be("true");
        Text(seen, "background").Should().Be("""{"stdout":"started\ntyped\n","exitCode":7}""");
        Text(seen, "joined").Should().Be("7");
        Text(seen, "killed").Should().Be("true");
        Text(seen, "killedAgain").Should().Be("false");
        Text(seen, "timeout").Should().Be("\"TimeoutError\"");
        Text(seen, "big").Should().Be("3000000");
        Text(seen, "streamed").Should().Be("true");
    }

    [Theory]
    [InlineData("e2b")]
    [InlineData("e2b-2.50.0")]
    public async Task Files_WrittenReadListedMovedRemoved_AreThere(string package)
    {
        var seen = await RunAsync(package, "files");

        Text(seen, "written").Should().Be("\"/home/user/dir/ünïcode ä.txt\"");
        Text(seen, "read").Should().Be("\"text ä\"");
        Text(seen, "bytes").Should().Be("true");
        Text(seen, "several").Should().Be("\"12\"");
        Text(seen, "list").Should().Be("""["bytes","one","ünïcode ä.txt"]""");
        Text(seen, "missing").Should().BeOneOf("\"FileNotFoundError\"", "\"NotFoundError\"");
        Text(seen, "made").Should().Be("[true,false]");
        Text(seen, "exists").Should().Be("[false,true]");
        Text(seen, "info").Should().Be("""{"type":"file","size":1,"permissions":"-rw-r--r--","owner":"user"}""");
        Text(seen, "removed").Should().Be("false");
    }

    [Theory]
    [InlineData("e2b")]
    [InlineData("e2b-2.50.0")]
    public async Task Links_Signed_CarryFilesAndNothingElse(string package)
    {
        var seen = await RunAsync(package, "links");

        Text(seen, "down").Should().Be("300000");
        Text(seen, "forged").Should().Be("401");
        Text(seen, "up").Should().Be("200");
        Text(seen, "linked").Should().Be("\"by link\"");
    }

    [Theory]
    [InlineData("e2b")]
    [InlineData("e2b-2.50.0")]
    public async Task Life_ListMetricsTimeout_AreTold(string package)
    {
        var seen = await RunAsync(package, "life");

        Text(seen, "list1").Should().Be("""[[true,"ä&b=c d","running"]]""");
        Text(seen, "list0").Should().Be("0");
        Text(seen, "metrics").Should().Be("true");
        Text(seen, "running").Should().Be("true");
        Text(seen, "extended").Should().Be("true");
        Text(seen, "state").Should().Be("\"running\"");
        _emulator.Sandboxes.Should().ContainSingle().Which.Should().Match<EmulatedSandbox>(sandbox => sandbox.State == "stopped" && sandbox.EndReason == "manual");
    }

    [Theory]
    [InlineData("e2b")]
    [InlineData("e2b-2.50.0")]
    public async Task Watch_OfAFolder_TellsWhatHappens(string package)
    {
        var seen = await RunAsync(package, "watch");

        Text(seen, "events").Should().Be("""["create watched","remove watched","write watched"]""");
    }

    [Theory]
    [InlineData("e2b")]
    [InlineData("e2b-2.50.0")]
    public async Task Snapshot_StartsACopyThatGoesItsOwnWay(string package)
    {
        var seen = await RunAsync(package, "snapshot");

        Text(seen, "copied").Should().Be("\"by link\"");
        Text(seen, "original").Should().Be("\"by link\"");
        Text(seen, "copyKilled").Should().Be("true");
        Text(seen, "deleted").Should().Be("[true,false]");
    }

    [Theory]
    [InlineData("e2b")]
    [InlineData("e2b-2.50.0")]
    public async Task Pause_ThenConnectThenKill_KeepsTheDiskUntilTheEnd(string package)
    {
        var seen = await RunAsync(package, "pause");

        Text(seen, "paused").Should().Be("""[true,"paused",false]""");
        Text(seen, "resumed").Should().Be("\"by link\"");
        Text(seen, "end").Should().Be("[true,false,false]");
        Text(seen, "gone").Should().Be("\"SandboxNotFoundError\"");
        Text(seen, "wrongKey").Should().Be("\"AuthenticationError\"");
    }

    [Theory]
    [InlineData("e2b")]
    [InlineData("e2b-2.50.0")]
    public async Task Pause_WithMemory_LetsAProcessGoOnWhereItWas(string package)
    {
        if (await FreezeRefusalAsync() is { } refusal)
        {
            refusal.Should().Contain("freeze", "this machine lets nobody freeze processes, and the emulator says so instead of losing memory");
            return;
        }

        var seen = await RunAsync(package, "freeze");

        Text(seen, "paused").Should().Be("[true,\"paused\"]");
        Text(seen, "wentOn").Should().Be("true");
        Text(seen, "whilePaused").Should().Be("0");
    }

    private async Task<string?> FreezeRefusalAsync()
    {
        using var http = SandboxMachine.Client(_emulator);
        var (id, _) = await SandboxMachine.CreateAsync(http);
        using var paused = await http.PostAsync($"/sandboxes/{id}/pause", SandboxMachine.Json("{}"));
        var refusal = paused.IsSuccessStatusCode ? null : await paused.Content.ReadAsStringAsync();
        await _emulator.ResetAsync();
        return refusal;
    }

    private async Task<JsonElement> RunAsync(string package, string part) => await NodeClient.RunAsync(
        Path.Combine(AppContext.BaseDirectory, "Sandboxes", "Wire", "e2b-client.cjs"),
        NodeClient.FindModules(package), package, _emulator.Endpoint.GetLeftPart(UriPartial.Authority), _emulator.SandboxApiKey, part);

    private static string Text(JsonElement seen, string name) => JsonSerializer.Serialize(
        seen.GetProperty(name), new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
