using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Wire;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>An emulator in a process of its own, which is killed, or run by a user without rights.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class EmulatorEndTests
{
    private const string Key = "e2b_0123456789abcdef";
    private const string Mark = "6543217";
    private const string UnburiedMark = "6543218";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_OfTheEmulator_LeavesNoProcessCgroupMountOrFile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sandboxes need Linux.");
        using EmulatorProcess emulator = await EmulatorProcess.StartAsync("--urls", "http://127.0.0.1:0", "--api-key", Key);
        using HttpClient http = Client(emulator.Endpoint);
        for (int i = 0; i < 3; i++)
        {
            (string id, string token) = Read(await CreateAsync(http));
            await BeginAsync(http, id, token, $"setsid sleep {Mark} & exec sleep {Mark}");
            if (i == 0)
            {
                using HttpResponseMessage paused = await http.PostAsync($"/sandboxes/{id}/pause", SandboxMachine.Json("{}"), Token);
                paused.IsSuccessStatusCode.Should().BeTrue();
            }
        }

        string folder = ReaperOf(emulator.Id)[4];
        SystemProcesses.Running(Mark).Should().BePositive();
        Directory.Exists(folder).Should().BeTrue();

        await emulator.KillAsync();

        await Eventually.HoldsAsync(() => SystemProcesses.Running(Mark) == 0 && !Directory.Exists(folder) && Cgroups(emulator.Id).Length == 0 && SystemProcesses.Running(folder) == 0, "what the emulator left has to go by itself");
        (await File.ReadAllTextAsync("/proc/self/mountinfo", Token)).Should().NotContain(folder).And.NotContain("home-");
    }

    [Fact]
    public async Task Stop_WhereTheFirstProcessBuriesNobody_EndsAllTheSame()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sandboxes need Linux.");
        await using TemporaryFolder folder = new();
        using EmulatorProcess emulator = await EmulatorProcess.StartUnburiedAsync(folder.Path, "--urls", "http://127.0.0.1:0", "--api-key", Key);
        using HttpClient http = Client(emulator.Endpoint);
        (string id, string token) = Read(await CreateAsync(http));
        await BeginAsync(http, id, token, $"setsid sleep {UnburiedMark} & exec sleep {UnburiedMark}");

        using HttpResponseMessage deleted = await http.DeleteAsync($"/sandboxes/{id}", Token);

        deleted.IsSuccessStatusCode.Should().BeTrue();
        SystemProcesses.Running(UnburiedMark).Should().Be(0);
    }

    [Fact]
    public async Task Burial_WhereTheFirstProcessBuriesNobody_IsDoneByWhoWaits()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sandboxes need Linux.");

        await using TemporaryFolder folder = new();
        string said = await Unburied.RunTestsAsync(folder.Path, Token, typeof(BubblewrapBurialTests), typeof(UnshareBurialTests));

        said.Should().MatchRegex("Total: 14, Errors: 0, Failed: 0,");
    }

    [Fact]
    public async Task Run_ByANormalUser_IsolatesInAUserNamespaceOfItsOwn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sandboxes need Linux.");
        string home = Directory.CreateTempSubdirectory("sandbox-user-").FullName;
        File.SetUnixFileMode(home, (UnixFileMode)0x1ff);
        string emulator = CopyEmulator(home);
        string[] asUser = Environment.UserName == "root" ? ["setpriv", "--reuid=12345", "--regid=12345", "--clear-groups"] : [];
        var start = new ProcessStartInfo("/usr/bin/env") { RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" };
        foreach (string argument in (string[])[.. asUser, "env", $"HOME={home}", $"TMPDIR={home}", "dotnet", emulator, "--urls", "http://127.0.0.1:0", "--api-key", Key])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        try
        {
            List<string> said = [];
            while (await process.StandardError.ReadLineAsync(Token) is { } line && !line.StartsWith("Ready.", StringComparison.Ordinal))
            {
                said.Add(line);
            }

            using HttpClient http = Client(new Uri(said.Single(l => l.StartsWith("  Endpoint ", StringComparison.Ordinal)).Split(' ')[^1]));
            using HttpResponseMessage created = await http.PostAsync("/sandboxes", SandboxMachine.Json("{}"), Token);
            string text = await created.Content.ReadAsStringAsync(Token);
            if (!created.IsSuccessStatusCode)
            {
                using Process possible = Process.Start("/usr/bin/env", [.. asUser, "unshare", "--user", "--map-root-user", "--mount", "true"]);
                await possible.WaitForExitAsync(Token);
                possible.ExitCode.Should().NotBe(0, text);
                Needed.Missing($"No user namespace can be made here: {text}");
            }

            (string id, string token) = Read(text);
            string output = await BeginAsync(http, id, token, "id=$(id -u; cat /etc/shadow; ls /tmp; cat /proc/self/uid_map) 2>&1; echo \"$id\"");
            output.Should().StartWith("1000\n").And.NotContain("root:").And.MatchRegex(@"1000 +0 +1\n$");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            await Eventually.HoldsAsync(() => Directory.GetDirectories(home, "cloudbase-sandboxes-*").Length == 0, "what the emulator left has to go by itself");
            Directory.Delete(home, recursive: true);
        }
    }

    /// <summary>Puts the emulator where every user may read it: the folder of a clone, or one above it, may be its owner's alone.</summary>
    private static string CopyEmulator(string folder)
    {
        string original = typeof(CloudBaseEmulator).Assembly.Location;
        string copy = Path.Combine(folder, "emulator");
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(original)!, Path.GetFileNameWithoutExtension(original) + ".*"))
        {
            string target = Path.Combine(copy, Path.GetFileName(file));
            File.Copy(file, target);
            File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        return Path.Combine(copy, Path.GetFileName(original));
    }

    private static HttpClient Client(Uri endpoint)
    {
        var http = new HttpClient { BaseAddress = endpoint };
        http.DefaultRequestHeaders.Add("X-API-Key", Key);
        return http;
    }

    private static async Task<string> CreateAsync(HttpClient http)
    {
        using HttpResponseMessage reply = await http.PostAsync("/sandboxes", SandboxMachine.Json("{}"), Token);
        string text = await reply.Content.ReadAsStringAsync(Token);
        if (!reply.IsSuccessStatusCode)
        {
            Needed.Missing($"No sandbox can be started here: {text}");
        }

        return text;
    }

    /// <summary>Starts a command and returns what its stream says up to the first output, if it has any soon, else up to its start.</summary>
    private static async Task<string> BeginAsync(HttpClient http, string id, string token, string command)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/process.Process/Start") { Content = new ByteArrayContent(Envd.Envelope(Envd.Command(command))) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/connect+json");
        request.Headers.Add("E2b-Sandbox-Id", id);
        request.Headers.Add("E2b-Sandbox-Port", "49983");
        request.Headers.Add("X-Access-Token", token);
        HttpResponseMessage reply = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        reply.IsSuccessStatusCode.Should().BeTrue();
        Stream body = await reply.Content.ReadAsStreamAsync(Token);
        byte[] buffer = new byte[64 * 1024];
        var said = new StringBuilder();
        while (!said.ToString().Contains("start", StringComparison.Ordinal) || (command.StartsWith("id=", StringComparison.Ordinal) && !said.ToString().Contains("\"end\"", StringComparison.Ordinal)))
        {
            int count = await body.ReadAsync(buffer, Token);
            count.Should().BePositive();
            said.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return string.Concat(said.ToString().Split("\"stdout\":\"").Skip(1).Select(part => Encoding.UTF8.GetString(Convert.FromBase64String(part[..part.IndexOf('"', StringComparison.Ordinal)]))));
    }

    private static (string Id, string Token) Read(string created)
    {
        using JsonDocument document = JsonDocument.Parse(created);
        return (document.RootElement.GetProperty("sandboxID").GetString()!, document.RootElement.GetProperty("envdAccessToken").GetString()!);
    }

    private static string[] ReaperOf(int emulator) => SystemProcesses.Folders.Where(p => SystemProcesses.ParentOf(p) == emulator)
        .Select(p => SystemProcesses.Read($"{p}/cmdline").Split('\0')).Single(c => c.Contains("cloudbase-sandbox-reaper"));

    private static string[] Cgroups(int emulator) => Directory.Exists("/sys/fs/cgroup")
        ? Directory.GetDirectories("/sys/fs/cgroup", $"cloudbase-sandboxes-{emulator}-*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 6, IgnoreInaccessible = true })
        : [];
}
