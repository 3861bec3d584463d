namespace CloudBase.MultiTenant.EndToEnd.Tests.Packages;

public sealed class PackageContentTests(PackedPackages packages)
{
    public static TheoryData<string> Names => [.. PackedPackages.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Package_Packed_SaysWhatItIs(string name)
    {
        PackageFacts facts = await PackageFacts.ReadAsync(packages, name);

        facts.License.Should().Be("MIT");
        facts.Readme.Should().BeGreaterThan(300, "a README says what the package is for and how it is used");
        facts.HasIcon.Should().BeTrue();
        facts.Description.Should().NotBe("Package Description").And.NotBeNullOrWhiteSpace();
        facts.IsTool.Should().Be(facts.Assembly is null, "a package holds a library or a tool");
        if (!facts.IsTool)
        {
            facts.HasXmlDocumentation.Should().BeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Symbols_Packed_AreReproducibleAndHoldTheirSources(string name)
    {
        PackageFacts facts = await PackageFacts.ReadAsync(packages, name);

        if (facts.IsTool)
        {
            return;
        }

        facts.HasSymbols.Should().BeTrue("the .snupkg holds the portable symbols of the assembly");
        facts.IsDeterministic.Should().BeTrue("the same source gives the same bytes");
        facts.SourcesAreEmbedded.Should().BeTrue("a debugger steps into the package without fetching anything");
    }
}
