using System.Globalization;
using System.Text;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Packages;

/// <summary>docs/reference/packages.md is read out of the packed packages. CLOUDBASE_APPROVE=1 writes it anew.</summary>
public sealed class PackagesTableTests(PackedPackages packages)
{
    [Fact]
    public async Task Table_OfTheDocs_IsWhatThePackagesHold()
    {
        string file = Path.Combine(RepositoryLayout.Root, "docs", "reference", "packages.md");
        StringBuilder table = new();
        StringBuilder tools = new();
        table.Append("""
            # Packages

            Read out of the packed files by a test, which fails when this page says something else. Everything is for .NET 10.

            | package | what is in it | README | icon | licence | XML docs | symbols, with sources | deterministic | trimmable | AOT | approved public API |
            |---|---|---|---|---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (string name in PackedPackages.Names)
        {
            PackageFacts p = await PackageFacts.ReadAsync(packages, name);
            p.IsTool.Should().Be(name.EndsWith(".Tool", StringComparison.Ordinal), "{0} is named for what it is", name);
            if (p.IsTool)
            {
                tools.Append(CultureInfo.InvariantCulture, $"`{p.Name}` is a dotnet tool, for `dotnet tool install`. {p.Description}\n");
                continue;
            }

            table.Append('|').AppendJoin('|', new[]
            {
                $"`{p.Name}`", p.Description, Yes(p.Readme > 0), Yes(p.HasIcon), p.License,
                Yes(p.HasXmlDocumentation), Yes(p.HasSymbols && p.SourcesAreEmbedded), Yes(p.IsDeterministic), Yes(p.IsTrimmable), Yes(p.IsAotCompatible), Yes(p.HasApprovedApi),
            }.Select(cell => $" {cell} ")).Append("|\n");
        }

        table.Append('\n').Append(tools).Append("""
            `CloudBase.MultiTenant.Templates` holds the project template `cloudbase-tenants-api`, and no assembly.

            The labels for trimming and AOT are set only where the analyzers of the SDK for both are on, with their warnings as errors.
            Symbols are in `.snupkg` files, and hold the sources themselves: a debugger steps into them without fetching anything. Packed from a clone with a remote they also hold SourceLink's map to the commit (a test packs one so).

            """.ReplaceLineEndings("\n"));
        if (Environment.GetEnvironmentVariable("CLOUDBASE_APPROVE") == "1")
        {
            await File.WriteAllTextAsync(file, table.ToString());
        }

        File.Exists(file).Should().BeTrue();
        (await File.ReadAllTextAsync(file)).Should().Be(table.ToString(), "the page is written anew with CLOUDBASE_APPROVE=1");

        static string Yes(bool value) => value ? "yes" : "no";
    }
}
