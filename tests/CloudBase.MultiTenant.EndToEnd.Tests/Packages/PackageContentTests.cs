using System.Xml.Linq;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Packages;

public sealed class PackageContentTests(PackedPackages packages)
{
    public static TheoryData<string> All => [.. PackedPackages.All];

    public static TheoryData<string> Libraries => [.. PackedPackages.Names.Where(n => !n.EndsWith(".Tool", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Package_Packed_SaysWhatItIs(string name)
    {
        PackageFacts facts = await PackageFacts.ReadAsync(packages, name);

        facts.License.Should().Be("MIT");
        facts.Readme.Should().BeGreaterThan(300, "a README says what the package is for and how it is used");
        facts.HasIcon.Should().BeTrue();
        facts.Description.Should().NotBe("Package Description").And.NotBeNullOrWhiteSpace();
        new[] { facts.IsTool, facts.IsTemplate, facts.Assembly is not null }.Should().ContainSingle(holds => holds, "a package holds a library, a tool or templates");
        facts.HasXmlDocumentation.Should().Be(facts.Assembly is not null);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task Symbols_Packed_AreReproducibleAndHoldTheirSources(string name)
    {
        PackageFacts facts = await PackageFacts.ReadAsync(packages, name);

        facts.HasSymbols.Should().BeTrue("the .snupkg holds the portable symbols of the assembly");
        facts.IsDeterministic.Should().BeTrue("the same source gives the same bytes");
        facts.SourcesAreEmbedded.Should().BeTrue("a debugger steps into the package without fetching anything");
    }

    /// <summary>A label that nothing tried is a guess: the program that is compiled ahead of time keeps every line of each library that has one.</summary>
    [Fact]
    public async Task Labels_OfTrimmingAndAot_AreOfTheLibrariesThatAreCompiledAheadOfTime()
    {
        List<string> labelled = [];
        foreach (string name in PackedPackages.Names)
        {
            PackageFacts facts = await PackageFacts.ReadAsync(packages, name);
            facts.IsTrimmable.Should().Be(facts.IsAotCompatible, "{0} has both labels or none", name);
            labelled.AddRange(facts.IsAotCompatible ? [name] : []);
        }

        XDocument host = XDocument.Load(Path.Combine(RepositoryLayout.Root, "tests", "CloudBase.MultiTenant.AotHost", "CloudBase.MultiTenant.AotHost.csproj"));
        host.Descendants("TrimmerRootAssembly").SelectMany(e => e.Attribute("Include")!.Value.Split(';')).Should().BeEquivalentTo(labelled);
    }
}
