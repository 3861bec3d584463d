using System.Text.RegularExpressions;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Docs;

/// <summary>A fenced block of a page, with what the HTML comment right above it says of it.</summary>
/// <param name="Place">The page and the line, as an editor opens it.</param>
/// <param name="Language">The word after the fence.</param>
/// <param name="Text">What is between the fences.</param>
/// <param name="Excuse">Why it is neither compiled nor run: <c>&lt;!-- excused: REASON --&gt;</c>.</param>
/// <param name="Given">Declarations that stand in front of it: <c>&lt;!-- given: CODE --&gt;</c>.</param>
/// <param name="StaysUp">That it runs until it is stopped, and what it says when it is there: <c>&lt;!-- stays up: TEXT --&gt;</c>.</param>
/// <param name="Prints">What it must print when it runs: <c>&lt;!-- prints: TEXT --&gt;</c>; C# without it is compiled only.</param>
internal sealed partial record DocBlock(string Place, string Language, string Text, string? Excuse, string? Given, string? StaysUp, string? Prints)
{
    private static readonly string[] s_foreign = ["bin", "obj", "artifacts", "node_modules", "content", "TestResults", ".git"];

    /// <summary>Gets the page that the block stands on.</summary>
    internal string Page => Place[..Place.LastIndexOf(':')];

    /// <summary>Every block of every page of the repository.</summary>
    internal static IReadOnlyList<DocBlock> All { get; } = [.. Pages().SelectMany(Read)];

    internal static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(RepositoryLayout.Root, "*.md", SearchOption.AllDirectories)
            .Where(p => !Path.GetRelativePath(RepositoryLayout.Root, p).Split(Path.DirectorySeparatorChar).Any(part => s_foreign.Contains(part)))
            .Order(StringComparer.Ordinal);

    internal static IEnumerable<DocBlock> Read(string page)
    {
        string text = File.ReadAllText(page).ReplaceLineEndings("\n");
        string path = Path.GetRelativePath(RepositoryLayout.Root, page).Replace('\\', '/');
        foreach (Match match in Fence().Matches(text))
        {
            int line = text.AsSpan(0, match.Groups["fence"].Index).Count('\n') + 1;
            string remark = match.Groups["remark"].Value.Trim();
            yield return new DocBlock(
                $"{path}:{line}", match.Groups["language"].Value.Trim(), match.Groups["text"].Value,
                Remark(remark, "excused:"), Remark(remark, "given:"), Remark(remark, "stays up:"), Remark(remark, "prints:"));
        }
    }

    /// <summary>Where indented lines stand that a reader takes for code, and that nobody tries.</summary>
    internal static IEnumerable<string> Indented(string page)
    {
        string[] lines = Fenced().Replace(File.ReadAllText(page).ReplaceLineEndings("\n"), m => new string('\n', m.Value.Count(c => c == '\n'))).Split('\n');
        string path = Path.GetRelativePath(RepositoryLayout.Root, page).Replace('\\', '/');
        bool inList = false;
        for (int i = 1; i < lines.Length; i++)
        {
            inList = ListItem().IsMatch(lines[i]) || (inList && (lines[i].Length == 0 || lines[i][0] == ' '));
            if (!inList && lines[i].StartsWith("    ", StringComparison.Ordinal) && lines[i - 1].Length == 0)
            {
                yield return $"{path}:{i + 1}";
            }
        }
    }

    private static string? Remark(string remark, string word) => remark.StartsWith(word, StringComparison.Ordinal) ? remark[word.Length..].Trim() : null;

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"^\s*([-*]|\d+\.) ")]
    private static partial Regex ListItem();

    [GeneratedRegex(@"(?:^<!--(?<remark>(?:(?!-->).)*)-->\n)?^(?<fence>```)(?<language>[^\n]*)\n(?<text>.*?)^```[ ]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
