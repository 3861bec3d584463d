using System.Text.RegularExpressions;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Docs;

/// <summary>The Chinese README says what the English one says, as far as a machine can see it.</summary>
public sealed partial class TranslationTests
{
    private static readonly string s_english = Path.Combine(RepositoryLayout.Root, "README.md");
    private static readonly string s_chinese = Path.Combine(RepositoryLayout.Root, "README.zh-CN.md");

    [Fact]
    public void Blocks_OfBoth_AreTheSame() =>
        DocBlock.Read(s_chinese).Select(b => (b.Language, b.Text)).Should().Equal(DocBlock.Read(s_english).Select(b => (b.Language, b.Text)));

    [Fact]
    public void Shape_OfBoth_IsTheSame() => Shape(s_chinese).Should().Equal(Shape(s_english), "every heading, item and row has its translation");

    [Fact]
    public void Links_OfBoth_LeadToTheSamePages() => Links(s_chinese).Should().BeEquivalentTo(Links(s_english));

    [Fact]
    public void Numbers_OfBoth_AreTheSame() => Numbers(s_chinese).Should().BeEquivalentTo(Numbers(s_english));

    private static IEnumerable<string> Shape(string page) => Prose(page).Split('\n').Select(l => LineKind().Match(l).Value.Trim()).Where(k => k.Length > 0);

    private static IEnumerable<string> Links(string page) => Link().Matches(Prose(page)).Select(m => m.Groups[1].Value).Where(l => !l.StartsWith("README", StringComparison.Ordinal)).Distinct();

    private static IEnumerable<string> Numbers(string page) => Number().Matches(Prose(page)).Select(m => m.Value);

    private static string Prose(string page) => Fenced().Replace(File.ReadAllText(page).ReplaceLineEndings("\n"), string.Empty);

    [GeneratedRegex("^(#+ |- |\\| ?(`[^`]+`)?|```)")]
    private static partial Regex LineKind();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\d[\d,]*\.\d+")]
    private static partial Regex Number();

    [GeneratedRegex("^(?:<!--.*?-->\n)?```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
