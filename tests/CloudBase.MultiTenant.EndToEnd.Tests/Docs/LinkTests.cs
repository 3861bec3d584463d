using System.Text.RegularExpressions;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Docs;

public sealed partial class LinkTests
{
    [Fact]
    public void Links_OfEveryPage_LeadSomewhere()
    {
        List<string> broken = [];
        foreach (string page in DocBlock.Pages())
        {
            string text = Fenced().Replace(File.ReadAllText(page), string.Empty);
            foreach (Match link in Link().Matches(text).Where(l => !l.Groups[1].Value.Contains("://", StringComparison.Ordinal)))
            {
                string[] target = link.Groups[1].Value.Split('#');
                string file = target[0].Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, target[0]));
                bool there = File.Exists(file) || Directory.Exists(file);
                if (!there || (target.Length > 1 && file.EndsWith(".md", StringComparison.Ordinal) && !Anchors(file).Contains(target[1])))
                {
                    broken.Add($"{Path.GetRelativePath(RepositoryLayout.Root, page)}: {link.Groups[1].Value}");
                }
            }
        }

        broken.Should().BeEmpty();
    }

    [Fact]
    public void Pages_OfTheDocs_AreFoundFromTheIndex()
    {
        string docs = Path.Combine(RepositoryLayout.Root, "docs");
        HashSet<string> found = [];
        Queue<string> next = new([Path.Combine(docs, "index.md")]);
        while (next.TryDequeue(out string? page))
        {
            if (found.Add(page) && File.Exists(page))
            {
                foreach (Match link in Link().Matches(File.ReadAllText(page)).Where(l => l.Groups[1].Value.Split('#')[0].EndsWith(".md", StringComparison.Ordinal)))
                {
                    next.Enqueue(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value.Split('#')[0])));
                }
            }
        }

        DocBlock.Pages().Where(p => p.StartsWith(docs, StringComparison.Ordinal)).Except(found).Select(p => Path.GetRelativePath(docs, p)).Should().BeEmpty("no page is an orphan");
    }

    /// <summary>The anchors that a Markdown site makes of headings: lower case, blanks to hyphens, marks dropped; and ids that are written out.</summary>
    private static HashSet<string> Anchors(string page)
    {
        string text = File.ReadAllText(page);
        IEnumerable<string> headings = Heading().Matches(text).Select(m => Marks().Replace(m.Groups[1].Value.Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-'));
        return [.. headings.Concat(Id().Matches(text).Select(m => m.Groups[1].Value))];
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Marks();

    [GeneratedRegex("<a (?:id|name)=\"([^\"]+)\"")]
    private static partial Regex Id();
}
