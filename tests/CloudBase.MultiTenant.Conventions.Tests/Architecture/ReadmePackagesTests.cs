using System.Text.RegularExpressions;
using System.Xml.Linq;
using CloudBase.MultiTenant.Conventions.Tests.Support;

namespace CloudBase.MultiTenant.Conventions.Tests.Architecture;

/// <summary>The table of packages in either README has a row for each project that packs, and none besides.</summary>
public sealed partial class ReadmePackagesTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void Table_OfAReadme_NamesEveryPackageOnce(string readme) =>
        Named(readme).Order(StringComparer.Ordinal).Should().Equal(Packed().Order(StringComparer.Ordinal), "{0} has a row for each project that packs", readme);

    [Fact]
    public void Reference_OfThePackages_NamesTheSame() =>
        Rows(Path.Combine("docs", "reference", "packages.md")).SelectMany(Names).Should().BeEquivalentTo(Packed());

    /// <summary>The ids of what <c>dotnet pack</c> makes: what says nothing else of itself packs, outside of samples and tests.</summary>
    private static IEnumerable<string> Packed() =>
        new[] { "src", "templates" }.SelectMany(room => Directory.GetDirectories(Path.Combine(Repository.Root, room)))
            .Select(folder => Path.Combine(folder, Path.GetFileName(folder) + ".csproj")).Where(File.Exists)
            .Select(project => (Name: Path.GetFileNameWithoutExtension(project), Xml: XDocument.Load(project)))
            .Where(p => p.Xml.Descendants("IsPackable").LastOrDefault()?.Value != "false")
            .Select(p => p.Xml.Descendants("PackageId").LastOrDefault()?.Value ?? p.Name);

    private static IEnumerable<string> Named(string readme) => Rows(readme).SelectMany(Names);

    private static IEnumerable<string> Rows(string page) => File.ReadAllLines(Path.Combine(Repository.Root, page)).Where(l => l.StartsWith("| `CloudBase.", StringComparison.Ordinal));

    /// <summary>The names in a row's first cell; what begins with a dot goes on from the product's name.</summary>
    private static IEnumerable<string> Names(string row) =>
        Quoted().Matches(row.Split('|')[1]).Select(m => m.Groups[1].Value).Select(name => name.StartsWith('.') ? "CloudBase.MultiTenant" + name : name);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
