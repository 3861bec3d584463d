using System.Text.RegularExpressions;
using CloudBase.MultiTenant.EndToEnd.Tests.Docs;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Failures;

/// <summary>docs/troubleshooting.md is searched with the text that somebody sees: what it quotes must be what the library says.</summary>
public sealed partial class TroubleshootingTests
{
    private static readonly string s_page = Path.Combine(RepositoryLayout.Root, "docs", "troubleshooting.md");

    [Fact]
    public async Task Quotes_AreWhatTheLibrarySays()
    {
        List<string> unquoted = [];
        List<string> quotes = [.. DocBlock.Read(s_page).Where(b => b.Language == "text").Select(b => b.Text.Trim())];
        List<string> unheard = [.. quotes.Where(q => q.StartsWith("CBMT", StringComparison.Ordinal) || !LogTemplates().Any(t => t.IsMatch(q)))];
        foreach ((string symptom, Func<Task<string>> provokeAsync) in Symptoms.All)
        {
            string said = await provokeAsync();
            if (!quotes.Any(q => Matches(q, said)))
            {
                unquoted.Add($"{symptom}: {said}");
            }

            unheard.RemoveAll(q => Matches(q, said));
        }

        unquoted.Should().BeEmpty("everything that is provoked here is quoted in docs/troubleshooting.md");
        unheard.Should().BeEmpty("every quote is a text of the library, with ... for what differs from case to case");
    }

    private static bool Matches(string quote, string said) =>
        Regex.IsMatch(said, "^" + Regex.Escape(quote).Replace(@"\.\.\.", ".+?", StringComparison.Ordinal) + "$", RegexOptions.Singleline);

    private static IEnumerable<Regex> LogTemplates() =>
        File.ReadAllLines(Path.Combine(RepositoryLayout.Root, "docs", "reference", "log-events.md"))
            .Select(l => Row().Match(l)).Where(m => m.Success)
            .Select(m => new Regex("^" + Placeholder().Replace(Regex.Escape(m.Groups[1].Value), ".+?") + "$"));

    [GeneratedRegex(@"^\| \d+ \| \w+ \| (.*) \|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"\\\{\w+}")]
    private static partial Regex Placeholder();
}
