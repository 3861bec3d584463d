using System.Text.RegularExpressions;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Docs;

/// <summary>The Chinese README says what the English one says, as far as a machine can see it: section by section, what needs no translation is the same in both.</summary>
public sealed partial class TranslationTests
{
    private static readonly string s_english = Path.Combine(RepositoryLayout.Root, "README.md");
    private static readonly string s_chinese = Path.Combine(RepositoryLayout.Root, "README.zh-CN.md");

    [Fact]
    public void Blocks_OfBoth_AreTheSame() =>
        DocBlock.Read(s_chinese).Select(b => (b.Language, b.Text)).Should().Equal(DocBlock.Read(s_english).Select(b => (b.Language, b.Text)));

    [Fact]
    public void Shape_OfBoth_IsTheSame() => Shape(s_chinese).Should().Equal(Shape(s_english), "every heading, item and row has its translation");

    [Theory]
    [InlineData("a link", @"\]\((?!README)([^)]+)\)")]
    [InlineData("a number", @"(\d+(?:,\d{3})*(?:\.\d+)*)")]
    [InlineData("a name, an option or a command", "`([^`]+)`")]
    [InlineData("an emphasis", @"(\*\*)")]
    [InlineData("a paragraph", "(\n\n)")]
    public void Sections_OfBoth_HaveTheSame(string what, string pattern)
    {
        string[] english = Sections(s_english);
        string[] chinese = Sections(s_chinese);

        chinese.Should().HaveSameCount(english);
        for (int i = 0; i < english.Length; i++)
        {
            All(chinese[i]).Should().BeEquivalentTo(All(english[i]), "{0} of section {1} stands in both", what, i);
        }

        IEnumerable<string> All(string section) => Regex.Matches(section, pattern).Select(m => m.Groups[1].Value);
    }

    private static IEnumerable<string> Shape(string page) => Prose(page).Split('\n').Select(l => LineKind().Match(l).Value.Trim()).Where(k => k.Length > 0);

    private static string[] Sections(string page) => Heading().Split(Prose(page));

    private static string Prose(string page) => Fenced().Replace(File.ReadAllText(page).ReplaceLineEndings("\n"), string.Empty);

    [GeneratedRegex("^(#+ |- |\\| ?(`[^`]+`)?|```)")]
    private static partial Regex LineKind();

    [GeneratedRegex("^#+ .*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^(?:<!--.*?-->\n)?```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
