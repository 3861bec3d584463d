using System.IO.Compression;
using System.Xml.Linq;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Packages;

public sealed class PackageContentTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    public static TheoryData<string> Names => [.. PackedPackages.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Package_Packed_HasReadmeDocumentationAndLicence(string name)
    {
        using ZipArchive package = packages.Open(name, "nupkg");

        package.Entries.Select(e => e.FullName).Should().Contain(["README.md", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml"]);
        package.GetEntry("README.md")!.Length.Should().BeGreaterThan(300, "a README says what the package is for and how it is used");
        using Stream nuspec = package.GetEntry($"{name}.nuspec")!.Open();
        XElement metadata = XDocument.Load(nuspec).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
        Value("license").Should().Be("MIT");
        Value("readme").Should().Be("README.md");
        Value("description").Should().NotBe("Package Description").And.NotBeNullOrWhiteSpace();

        string? Value(string element) => metadata.Elements().SingleOrDefault(e => e.Name.LocalName == element)?.Value;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SymbolPackage_Packed_HasThePortableSymbols(string name)
    {
        using ZipArchive symbols = packages.Open(name, "snupkg");

        symbols.Entries.Select(e => e.FullName).Should().Contain($"lib/net10.0/{name}.pdb");
    }
}
