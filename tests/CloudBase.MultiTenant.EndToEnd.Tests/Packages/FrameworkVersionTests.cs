using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Packages;

/// <summary>What the shared framework has is compiled ahead there; a newer copy beside a program is not, and makes it start later (docs/adr/0015).</summary>
public sealed class FrameworkVersionTests(PackedPackages packages)
{
    private static readonly string[] s_servicedTogether = ["Microsoft.Extensions.", "Microsoft.EntityFrameworkCore.", "Microsoft.AspNetCore."];

    [Fact]
    public async Task Packages_ThatDotNetServicesTogether_AreAskedForInOneVersionAndNoneNewerThanTheFrameworkHere()
    {
        List<(string Package, string Needs, Version Version)> asked = [];
        foreach (string name in PackedPackages.Names)
        {
            PackageFacts facts = await PackageFacts.ReadAsync(packages, name);
            asked.AddRange(facts.Dependencies
                .Where(d => s_servicedTogether.Any(s => d.Id.StartsWith(s, StringComparison.Ordinal)))
                .Select(d => (name, d.Id, Version.Parse(d.Version))));
        }

        asked.Should().NotBeEmpty();
        asked.Select(a => a.Version).Distinct().Should().ContainSingle("one newer than the others takes what they depend on with it: {0}", string.Join(", ", asked))
            .Which.Should().BeLessThanOrEqualTo(Environment.Version, "set DotNetVersion in Directory.Packages.props back, or, where only this machine's SDK is older, install a newer one");
    }

    [Fact]
    public void QuickStart_Built_HasNoCopyOfWhatTheFrameworkHas()
    {
        string netCore = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string aspNetCore = Path.Combine(netCore, "..", "..", "Microsoft.AspNetCore.App", Path.GetFileName(netCore));
        HashSet<string> framework = [.. new[] { netCore, aspNetCore }.SelectMany(Directory.GetFiles).Select(Path.GetFileName).Select(f => f!)];
        framework.Should().Contain("Microsoft.Extensions.DependencyInjection.dll");

        string[] beside = [.. Directory.GetFiles(Path.GetDirectoryName(RepositoryLayout.QuickStart)!, "*.dll").Select(f => Path.GetFileName(f)!)];

        beside.Should().Contain("CloudBase.MultiTenant.dll");
        beside.Intersect(framework).Should().BeEmpty("a package of the quick start brings a newer one than the framework's own");
    }
}
