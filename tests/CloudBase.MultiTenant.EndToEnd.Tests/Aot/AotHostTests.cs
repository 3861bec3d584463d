using System.Globalization;
using System.Runtime.InteropServices;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;
using CloudBase.MultiTenant.Emulator;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Aot;

/// <summary>Engine and client in a program that is compiled ahead of time: no warning of trimmer or compiler, and it works.</summary>
public sealed class AotHostTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Host_PublishedAheadOfTime_HasNoWarningAndOnboards()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Publishing ahead of time was tried on Linux only.");
        Assert.SkipUnless(HasLinker(), "Nothing was published ahead of time: that needs gcc or clang, and zlib's headers (tests/run.sh --install installs them).");
        using TemporaryFolder folder = new();
        string project = Path.Combine(RepositoryLayout.Root, "tests", "CloudBase.MultiTenant.AotHost");

        // Everything is built apart, so that tests that run beside this one keep what they run.
        ProcessResult published = await Tool.RunAsync(
            folder.Path, "dotnet", "publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", folder.File("host"), "--artifacts-path", folder.File("artifacts"), "-p:WholeLibraries=true", "-nologo", "-v", "quiet");

        published.ExitCode.Should().Be(0, "{0}", published);
        published.ToString().Should().NotContain("warning", "{0}", published);
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync();
        ProcessResult run = await StartHostAsync(folder, emulator.Endpoint, CloudBaseEmulatorOptions.DefaultSecretKey);
        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output[0].Should().Contain("first signed call answered").And.Contain("MaxEnvironments = 500");
        run.Output[1].Should().StartWith("user-42@example.com is Active in ").And.Contain("ApiKey ");
        (await emulator.OrderedEnvironmentsAsync()).Should().ContainSingle();
        output.WriteLine(run.Output[0]);

        ProcessResult refused = await StartHostAsync(folder, emulator.Endpoint, "EMULATOR-another-key");
        refused.ExitCode.Should().NotBe(0);
        refused.ErrorText.Should().Contain("CBMT4002", "what is signed with another key is refused: the first call was really signed");
    }

    private static Task<ProcessResult> StartHostAsync(TemporaryFolder folder, Uri endpoint, string secretKey) => Tool.RunAsync(
        folder.Path, Path.Combine(folder.Path, "host", "CloudBase.MultiTenant.AotHost"), endpoint.ToString(), CloudBaseEmulatorOptions.DefaultSecretId, secretKey,
        ((DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture), "--onboard");

    private static bool HasLinker() =>
        new[] { "gcc", "clang" }.Any(name => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Any(p => File.Exists(Path.Combine(p, name))))
        && File.Exists("/usr/include/zlib.h");
}
