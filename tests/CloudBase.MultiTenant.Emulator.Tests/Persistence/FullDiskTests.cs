using System.Net;
using System.Runtime.InteropServices;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Persistence;

/// <summary>A disk that fills up while an emulator runs, or refuses to be written: a device takes the place of its journal's file.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("emulator-full-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("/dev/full", FileAccess.Write, "No space left")]
    [InlineData("/dev/null", FileAccess.Read, "denied")]
    public async Task Call_WhenTheJournalCannotBeWritten_IsToldWhyAndWhatToDo(string device, FileAccess access, string why)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /dev/full.");
        string kept;
        await using (var cloud = await StartAsync())
        {
            kept = await cloud.CreateEnvAsync("kept");
            Break(device, access);
            await FluentActions.Invoking(() => cloud.CreateEnvAsync("lost")).Should().ThrowAsync<HttpRequestException>("what cannot be kept is not answered for");

            var (refused, error) = await SendAsync(cloud, HttpMethod.Get, "/_gateway/" + kept + "/v1/functions/any");
            refused.Should().Be(HttpStatusCode.ServiceUnavailable);
            error.Should().Contain(_directory).And.Contain(why).And.Contain("make room there, then start it again");
            var (health, said) = await SendAsync(cloud, HttpMethod.Get, "/_emulator/health");
            health.Should().Be(HttpStatusCode.ServiceUnavailable, "an emulator that accepts nothing is not ready");
            said.Should().Contain("make room there");
            (await SendAsync(cloud, HttpMethod.Get, "/_emulator/state")).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
            (await SendAsync(cloud, HttpMethod.Post, "/_emulator/account")).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
            (await cloud.CodeOfAsync("tcb", "DescribeEnvs", new { EnvId = kept })).Should().Be("InternalError");
            (await cloud.CodeOfAsync("tag", "CreateTag", new { TagKey = "tenant", TagValue = "acme" })).Should().Be("InternalError");
        }

        await using var again = await StartAsync();
        again.Emulator.Ledger.Should().ContainSingle("what was answered is kept").Which.EnvironmentId.Should().Be(kept);
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(Cloud cloud, HttpMethod method, string path)
    {
        using var client = new HttpClient(cloud.Emulator.CreateHandler());
        using var request = new HttpRequestMessage(method, new Uri("http://localhost" + path));
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private void Break(string device, FileAccess access)
    {
        var journal = Path.Combine(_directory, "journal.jsonl");
        var file = Directory.EnumerateFiles("/proc/self/fd").Single(fd => new FileInfo(fd).LinkTarget == journal);
        using var broken = File.OpenHandle(device, FileMode.Open, access);
        Replace((int)broken.DangerousGetHandle(), int.Parse(Path.GetFileName(file))).Should().BePositive();
    }

    [DllImport("libc", EntryPoint = "dup2")]
    private static extern int Replace(int by, int file);

    private Task<Cloud> StartAsync() => Cloud.StartAsync(options => options.DataDirectory = _directory);
}
