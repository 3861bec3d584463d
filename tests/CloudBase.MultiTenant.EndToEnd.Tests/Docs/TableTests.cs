using System.Text.RegularExpressions;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Docs;

/// <summary>A row that a line of prose cuts off from its table is shown as text with bars in it.</summary>
public sealed partial class TableTests
{
    [Fact]
    public void Tables_OfEveryPage_AreShownAsTables()
    {
        List<string> broken = [];
        foreach (string page in DocBlock.Pages())
        {
            string[] lines = Fenced().Replace(File.ReadAllText(page).ReplaceLineEndings("\n"), m => new string('\n', m.Value.Count(c => c == '\n'))).Split('\n');
            int head = -1;
            for (int i = 0; i < lines.Length; i++)
            {
                if (!lines[i].StartsWith('|'))
                {
                    head = -1;
                    continue;
                }

                head = head < 0 ? i : head;
                bool isWhole = head + 1 < lines.Length && Rule().IsMatch(lines[head + 1]) && Cells(lines[i]) == Cells(lines[head]);
                if (!isWhole)
                {
                    broken.Add($"{Path.GetRelativePath(RepositoryLayout.Root, page)}:{i + 1}");
                }
            }
        }

        broken.Should().BeEmpty("a table has a head, a rule below it, and as many cells in every row");
    }

    private static int Cells(string row) => Bar().Count(row);

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"^\|(\s*:?-+:?\s*\|)+\s*$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Bar();
}
