using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

public sealed class SandboxTourTests
{
    [Fact]
    public async Task Run_OnAMachineThatIsolates_FetchesTheAppAndFindsNothingOfTheHost()
    {
        using TemporaryFolder folder = new();
        ProcessResult run = await new QuickStartRun(folder).RunAsync("--tenants", folder.Write("tenants.txt", "a@example.com"));

        run.ExitCode.Should().Be(0, "{0}", run);
        if (run.OutputText.Contains("No sandbox can be started here", StringComparison.Ordinal) && Environment.GetEnvironmentVariable("CI") != "true")
        {
            run.OutputText.Should().Contain("bubblewrap", "it says what to install");
            Assert.Skip("This machine cannot isolate processes: the quick start said so, and what to install.");
        }

        run.OutputText.Should().Contain("it was started, and its page fetched\tHello from the app of ")
            .And.Contain("database and key ring are not there; 0 of the host's keys")
            .And.Contain("it was paused\t").And.Contain("it was resumed, and its page is there\tHello from the app of ")
            .And.NotContain("NOT AS EXPECTED");
    }
}
