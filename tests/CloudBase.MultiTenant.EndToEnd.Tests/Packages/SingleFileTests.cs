using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Packages;

public sealed class SingleFileTests(PackedPackages packages)
{
    [Fact]
    public async Task SingleFile_RunFromAnEmptyFolder_GivesTwoTenantsAnEnvironmentEach()
    {
        using Stranger stranger = await Stranger.ArriveAsync(packages);
        stranger.Write("quickstart.cs", await File.ReadAllTextAsync(Path.Combine(RepositoryLayout.Root, "samples", "SingleFile", "quickstart.cs")));

        ProcessResult run = await stranger.DotNetAsync("run", "quickstart.cs");

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().HaveCount(4, "{0}", run).And.HaveElementAt(3, "Asked three times for two tenants; bought 2 environments.");
        run.Output[0].Should().Be(run.Output[2]).And.Contain("mei.lin@example.com has ").And.Contain("(Active)");
        run.Output[1].Should().StartWith("acme/shop has ");
    }
}
