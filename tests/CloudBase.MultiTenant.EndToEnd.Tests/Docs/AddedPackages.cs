using System.Text.RegularExpressions;
using CloudBase.MultiTenant.EndToEnd.Tests.Packages;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Docs;

/// <summary>The packages that a page tells its reader to add: what its programs are compiled against, and nothing else.</summary>
internal static partial class AddedPackages
{
    /// <summary>Gets the names of a page's <c>dotnet add package</c> lines, in one order for one set.</summary>
    internal static IReadOnlyList<string> Of(string page) =>
        [.. Blocks(page).SelectMany(b => Line().Matches(b.Text)).Select(m => m.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Gets whether a block adds packages and does nothing else, so that the page's project shows that it works.</summary>
    internal static bool IsAll(DocBlock block) => block.Language == "sh" && block.Text.TrimEnd('\n').Split('\n').All(l => Line().IsMatch(l));

    /// <summary>Finds lines that could not be typed: a package that is not packed, one of ours that only has previews, a preview of somebody else's.</summary>
    internal static IEnumerable<string> Problems(DocBlock block)
    {
        bool previews = PackedPackages.Version.Contains('-', StringComparison.Ordinal);
        foreach (Match line in Line().Matches(block.Text))
        {
            string name = line.Groups["name"].Value;
            bool isOurs = name.StartsWith("CloudBase.MultiTenant", StringComparison.Ordinal);
            if (isOurs && (!PackedPackages.Names.Contains(name) || name.EndsWith(".Tool", StringComparison.Ordinal)))
            {
                yield return $"'{name}' is no package that a project can add.";
            }

            if ((isOurs && previews) != line.Groups["prerelease"].Success)
            {
                yield return $"'{line.Value.Trim()}': --prerelease is for packages that have previews only.";
            }
        }
    }

    private static IEnumerable<DocBlock> Blocks(string page) => DocBlock.All.Where(b => b.Page == page && b.Language == "sh");

    [GeneratedRegex(@"^dotnet add package (?<name>[A-Za-z0-9.]+)(?<prerelease> --prerelease)?[ ]*$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
