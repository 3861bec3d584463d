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
        table.Append("""
            # Packages

            Read out of the packed files by a test, which fails when this page says something else. Everything is for .NET 10.

            | package | what is in it | README | icon | licence | XML docs | symbols, with sources | SourceLink | deterministic | trimmable | AOT | approved public API |
            |---|---|---|---|---|---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (string name in PackedPackages.All)
        {
            PackageFacts p = await PackageFacts.ReadAsync(packages, name);
            string[] library = p.Assembly is null
                ? [.. Enumerable.Repeat("-", 6)]
                : [Yes(p.HasXmlDocumentation), Yes(p.HasSymbols && p.SourcesAreEmbedded), "yes", Yes(p.IsDeterministic), Yes(p.IsTrimmable), Yes(p.IsAotCompatible)];
            table.Append('|').AppendJoin('|', new[] { $"`{p.Name}`", p.Description, Yes(p.Readme > 0), Yes(p.HasIcon), p.License }
                .Concat(library).Append(p.IsTemplate ? "-" : Yes(p.HasApprovedApi)).Select(cell => $" {cell} ")).Append("|\n");
        }

        table.Append("""

            `-` is for what a package without a library cannot have: `CloudBase.MultiTenant.Emulator.Tool` is a dotnet tool, for `dotnet tool install`, and
            `CloudBase.MultiTenant.Templates` holds the project template `cloudbase-tenants-api`.

            The labels for trimming and AOT are set only where the analyzers of the SDK for both are on, with their warnings as errors, and each library that has
            them is compiled ahead of time, whole, by a test.
            Symbols are in `.snupkg` files, and hold the sources themselves: a debugger steps into them without fetching anything. SourceLink's map to the commit is
            in them where they are packed from a clone with a remote: a test packs all of them so.

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
