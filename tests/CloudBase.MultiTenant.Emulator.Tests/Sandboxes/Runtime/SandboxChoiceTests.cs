using CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Wire;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>How sandboxes are kept apart on machines that lack something: real emulators, before which parts of this machine are hidden.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SandboxChoiceTests : IAsyncLifetime
{
    private const string Key = "e2b_0123456789abcdef";
    private const string WithoutBubblewrap = "for p in $(command -v bwrap); do mount --bind /dev/null $p; done";
    private const string OldBubblewrap =
        "mkdir -m 755 FOLDER/bin; printf '#!/bin/sh\\nfor a; do [ \"$a\" != --userns-block-fd ] || exit 1; done\\nexec /usr/bin/bwrap \"$@\"\\n' >FOLDER/bin/bwrap; chmod 755 FOLDER/bin/bwrap; mount --bind FOLDER/bin /usr/local/sbin";
    private const string WithoutBoth = WithoutBubblewrap + "; mount --bind /dev/null /usr/bin/nsenter";
    private readonly string _folder = Directory.CreateTempSubdirectory("sandbox-choice-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        // Who removes what a killed emulator left in there does so by itself.
        await Eventually.HoldsAsync(() => SystemProcesses.Running(_folder) == 0, "it has to come by itself");
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Start_WithoutBubblewrap_TakesUtilLinuxAndSaysWhatWasPassedOver()
    {
        using var emulator = await StartAsync(WithoutBubblewrap);

        Sandboxes(emulator)[0].Should().Be("unshare (util-linux)");
        await SaysAsync(emulator, "Passed over: With bubblewrap: ");
        (await RunAsync(emulator, "id -u; cat /etc/shadow 2>&1 | grep -c 'No such file'")).Should().Be("1000\n1\n");
    }

    [Theory]
    [InlineData("set -- unshare --user --map-root-user --mount -- \"$@\"", "an emulator that is root, with every user of the machine mapped")]
    [InlineData(WithoutBubblewrap, "bubblewrap")]
    [InlineData(OldBubblewrap, "a second one did not work on this machine")]
    public async Task Start_WhereSandboxesHaveOneUser_SaysSoAndRefusesAnotherWithTheWayOut(string changed, string wayOut)
    {
        using var emulator = await StartAsync(changed.Replace("FOLDER", _folder, StringComparison.Ordinal));

        await SaysAsync(emulator, "Commands run as 'user' only: ");
        using var http = Client(emulator);
        var (id, token) = await SandboxMachine.CreateAsync(http);
        using var envd = new Envd(emulator.Endpoint, id, token);
        var (messages, end) = await envd.StreamAsync("process.Process/Start", Envd.Command("id -u"), ("Authorization", "Basic " + Convert.ToBase64String("mcp:"u8)));

        messages.Should().BeEmpty("nothing runs as somebody else instead");
        end.GetProperty("error").GetProperty("message").GetString().Should().StartWith("There is no user 'mcp' in a sandbox, only 'user': ").And.Contain(wayOut);
    }

    [Fact]
    public async Task Start_WithUnsafeProcessesWhereSomethingBetterWorks_IsolatesAllTheSame()
    {
        using var emulator = await StartAsync(":", "--unsafe-processes");

        Sandboxes(emulator)[0].Should().BeOneOf("bubblewrap", "unshare (util-linux)");
        (await RunAsync(emulator, "id -u")).Should().Be("1000\n");
    }

    [Fact]
    public async Task Start_WhereNothingIsolates_RefusesSandboxesUnlessUnsafeOnesAreAllowed()
    {
        using var refusing = await StartAsync(WithoutBoth);
        using var http = Client(refusing);

        Sandboxes(refusing)[0].Should().Be("none");
        using var refused = await http.PostAsync("/sandboxes", SandboxMachine.Json("{}"), Token);
        ((int)refused.StatusCode).Should().Be(503);
        (await refused.Content.ReadAsStringAsync(Token)).Should().Contain("With bubblewrap: ").And.Contain("With util-linux: ").And.Contain("--unsafe-processes");
    }

    [Fact]
    public async Task Start_WithUnsafeProcesses_SaysSoEachTimeAndLeavesNothingWhenKilled()
    {
        const string mark = "6543218";
        for (var start = 0; start < 2; start++)
        {
            using var emulator = await StartAsync(WithoutBoth + $"; export TMPDIR={_folder}", "--unsafe-processes");

            Sandboxes(emulator)[0].Should().Be("PLAIN PROCESSES, NO ISOLATION (--unsafe-processes)");
            await SaysAsync(emulator, "NO ISOLATION: code in a sandbox can read and change everything");
            await SaysAsync(emulator, "Passed over: With util-linux: ");
            (await RunAsync(emulator, $"setsid sleep {mark} >/dev/null 2>&1 & nohup sleep {mark} >/dev/null 2>&1 & until [ $(pgrep -fcx 'sleep {mark}') -ge 2 ]; do sleep 0.02; done; echo on")).Should().Be("on\n");
            SystemProcesses.Running(mark).Should().Be(2);
            Directory.GetDirectories(_folder, "cloudbase-sandboxes-*").Should().ContainSingle();

            await emulator.KillAsync();

            await Eventually.HoldsAsync(() => SystemProcesses.Running(mark) == 0 && Directory.GetDirectories(_folder, "cloudbase-sandboxes-*").Length == 0, "it has to come by itself");
        }
    }

    [Theory]
    [InlineData(":", "bubblewrap")]
    [InlineData(WithoutBubblewrap, "unshare (util-linux)")]
    public async Task Start_WhereTheDisksAreOnOverlayfs_CopiesLayersAndIsolates(string changed, string tier)
    {
        var overlay = $"{changed}; cd {_folder}; mkdir -p lower upper work all; mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work{(Environment.UserName == "root" ? string.Empty : ",userxattr")} all; mkdir all/tmp; export TMPDIR={_folder}/all/tmp; cd /";
        using var emulator = await StartAsync(overlay);

        Sandboxes(emulator)[0].Should().Be(tier);
        await SaysAsync(emulator, "Homes are copied from their layers");
        using var http = Client(emulator);
        var (id, token) = await SandboxMachine.CreateAsync(http);
        using var envd = new Envd(emulator.Endpoint, id, token);
        (await envd.RunAsync("mkdir d; echo kept > d/f; echo gone > g; id -u")).Output.Should().Be("1000\n");
        using var saved = await http.PostAsync($"/sandboxes/{id}/snapshots", SandboxMachine.Json("""{"name":"first"}"""), Token);
        ((int)saved.StatusCode).Should().Be(201);
        var (copy, copyToken) = await SandboxMachine.CreateAsync(http, """{"templateID":"first"}""");
        using var second = new Envd(emulator.Endpoint, copy, copyToken);
        (await second.RunAsync("cat d/f; rm g; echo changed > d/f")).Output.Should().Be("kept\n");
        using var savedAgain = await http.PostAsync($"/sandboxes/{copy}/snapshots", SandboxMachine.Json("""{"name":"second"}"""), Token);
        ((int)savedAgain.StatusCode).Should().Be(201);
        var (last, lastToken) = await SandboxMachine.CreateAsync(http, """{"templateID":"second"}""");
        using var third = new Envd(emulator.Endpoint, last, lastToken);

        (await third.RunAsync("cat d/f; test -e g || echo no g")).Output.Should().Be("changed\nno g\n");
        (await envd.RunAsync("cat d/f g")).Output.Should().Be("kept\ngone\n");
    }

    [Fact]
    public async Task Network_OfThisMachine_IsASandboxesOnlyWhereBothSaySo()
    {
        const string ask = """{"allow_internet_access":true}""";
        var mine = new FileInfo("/proc/self/ns/net").LinkTarget;
        using (var closed = await StartAsync(":"))
        {
            (await RunAsync(closed, "readlink /proc/self/ns/net", ask)).Trim().Should().NotBe(mine);
        }

        using var open = await StartAsync(":", "--sandbox-internet");
        (await RunAsync(open, "readlink /proc/self/ns/net", ask)).Trim().Should().Be(mine);
        (await RunAsync(open, "readlink /proc/self/ns/net", """{"allow_internet_access":false}""")).Trim().Should().NotBe(mine);
    }

    private static async Task<EmulatorProcess> StartAsync(string changed, params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sandboxes need Linux.");
        var emulator = await EmulatorProcess.StartWhereAsync(changed, ["--urls", "http://127.0.0.1:0", "--api-key", Key, .. arguments]);
        await Eventually.HoldsAsync(() => !Sandboxes(emulator)[0].StartsWith("being tried", StringComparison.Ordinal), "it has to come by itself");
        return emulator;
    }

    /// <summary>Waits for a line about sandboxes: on a slow machine they are told one after the other, later.</summary>
    private static Task SaysAsync(EmulatorProcess emulator, string line) =>
        Eventually.HoldsAsync(() => Sandboxes(emulator).Count(said => said.StartsWith(line, StringComparison.Ordinal)) == 1, "it has to come by itself");

    /// <summary>What the first screen says of sandboxes, without its margin; what it says later, on a slow machine, is waited for.</summary>
    private static List<string> Sandboxes(EmulatorProcess emulator)
    {
        var said = emulator.Said;
        var later = said.FindIndex(line => line.StartsWith("Sandboxes: ", StringComparison.Ordinal));
        if (later >= 0)
        {
            return [said[later]["Sandboxes: ".Length..], .. said.Skip(later + 1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim())];
        }

        var first = said.FindIndex(line => line.StartsWith("  Sandboxes   ", StringComparison.Ordinal));
        return [said[first]["  Sandboxes   ".Length..], .. said.Skip(first + 1).TakeWhile(line => line.StartsWith("              ", StringComparison.Ordinal)).Select(line => line.Trim())];
    }

    private static HttpClient Client(EmulatorProcess emulator)
    {
        var http = new HttpClient { BaseAddress = emulator.Endpoint };
        http.DefaultRequestHeaders.Add("X-API-Key", Key);
        return http;
    }

    private static async Task<string> RunAsync(EmulatorProcess emulator, string command, string start = "{}")
    {
        using var http = Client(emulator);
        var (id, token) = await SandboxMachine.CreateAsync(http, start);
        using var envd = new Envd(emulator.Endpoint, id, token);
        return (await envd.RunAsync(command)).Output;
    }
}
