using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CloudBase.MultiTenant.Conventions.Tests.Support;
using CloudBase.MultiTenant.TencentCloud;

namespace CloudBase.MultiTenant.Conventions.Tests.Errors;

/// <summary>A code leads from an error to its entry, and means one thing.</summary>
public sealed partial class ErrorCodeTests
{
    private const string Catalogue = "CloudBaseErrorCodes.cs";

    /// <summary>Exceptions without a code, each with its reason.</summary>
    private static readonly Dictionary<Type, string> s_excused = new()
    {
        [typeof(TencentCloudTransportException)] = "Callers never see it: the client turns it into CloudUnavailableException.",
    };

    private static readonly FieldInfo[] s_codes = [.. typeof(CloudBaseErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static)];

    private static readonly string s_page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", "errors.md")).ReplaceLineEndings("\n");

    [Fact]
    public void Codes_AreNumberedOnceEach()
    {
        s_codes.Where(c => !Number().IsMatch(Value(c))).Select(c => $"{c.Name} is {Value(c)}").ShouldBeNone();
        s_codes.GroupBy(Value).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(c => c.Name))}").ShouldBeNone();
    }

    [Fact]
    public void Codes_AndEntriesOfThePage_AreTheSame()
    {
        string[] entries = [.. Entry().Matches(s_page).Select(m => m.Groups["code"].Value)];
        string[] codes = [.. s_codes.Select(Value)];

        codes.Except(entries).Select(c => $"{c} has no entry in docs/reference/errors.md")
            .Concat(entries.Except(codes).Select(c => $"{c} has an entry, but is no code"))
            .Concat(entries.GroupBy(c => c).Where(g => g.Count() > 1).Select(g => $"{g.Key} has {g.Count()} entries")).ShouldBeNone();
        entries.Should().BeInAscendingOrder(StringComparer.Ordinal);
    }

    [Fact]
    public void Entries_SayWhatHappenedWhyAndWhatToDo()
    {
        XDocument docs = XDocument.Load(Path.Combine(AppContext.BaseDirectory, typeof(CloudBaseErrorCodes).Assembly.GetName().Name + ".xml"));
        Dictionary<string, string> pages = Entry().Matches(s_page).ToDictionary(m => m.Groups["code"].Value, m => m.Groups["text"].Value);

        s_codes.Where(c =>
        {
            string title = docs.Descendants("member").Single(m => (string?)m.Attribute("name") == $"F:{typeof(CloudBaseErrorCodes).FullName}.{c.Name}").Element("summary")!.Value.Trim();
            return !pages.TryGetValue(Value(c), out string? page) || !Explained().IsMatch(page) || !page.Contains($"**{title}**", StringComparison.Ordinal);
        }).Select(c => $"{Value(c)} lacks its title, its 'Why:' or its 'What to do:'").ShouldBeNone();
    }

    [Fact]
    public void Codes_AreAllUsed()
    {
        string sources = string.Concat(Repository.Sources("src").Where(s => !s.Path.EndsWith(Catalogue, StringComparison.Ordinal)).Select(s => s.Text));

        s_codes.Where(c => !Regex.IsMatch(sources, $@"CloudBaseErrorCodes\.{c.Name}\b")).Select(c => $"{c.Name} is raised nowhere in src").ShouldBeNone();
    }

    [Fact]
    public void Sources_WriteNoCodeByHand() =>
        Repository.Sources("src").Where(s => !s.Path.EndsWith(Catalogue, StringComparison.Ordinal))
            .SelectMany(s => Regex.Matches(s.Text, @"""[^""]*CBMT\d{4}[^""]*""").Select(m => $"{s.Path}: {m.Value}")).ShouldBeNone();

    [Fact]
    public void PublicExceptions_CarryACode() =>
        Repository.Assemblies.SelectMany(Repository.PublicTypes).Where(t => t.IsAssignableTo(typeof(Exception)) && !t.IsAssignableTo(typeof(CloudBaseException)) && !s_excused.ContainsKey(t))
            .Select(t => $"{t.FullName} has no code: derive it from CloudBaseException, or give a reason here").ShouldBeNone();

    [Fact]
    public void Problems_OfOptionsAndSetUp_StartWithACode() =>
        Repository.Sources("src").SelectMany(s => BareProblem().Matches(s.Text).Select(m => $"{s.Path}: {m.Value.Trim()}")).ShouldBeNone();

    [Fact]
    public void Exception_HasTheCodeInMessagePropertyAndLink()
    {
        var error = new TenantNotFoundException("There is no tenant 'a'.", TenantId.Parse("a"));

        error.ErrorCode.Should().Be(CloudBaseErrorCodes.TenantNotFound);
        error.Message.Should().Be("CBMT2001: There is no tenant 'a'.");
        error.HelpLink.Should().EndWith("docs/reference/errors.md#cbmt2001");
    }

    [Fact]
    public void Exception_WhoseMessageHasACode_KeepsIt()
    {
        var error = new CloudBaseSetupException(["CBMT1101: No cloud is chosen."]);

        (error.ErrorCode, error.Message).Should().Be(("CBMT1101", "CBMT1101: No cloud is chosen."));
        new StoreUnavailableException("CBMT12x4: odd").Message.Should().Be("CBMT5001: CBMT12x4: odd");
        new StoreUnavailableException("CBMT").Message.Should().Be("CBMT5001: CBMT");
    }

    [Fact]
    public void SetupException_SeveralProblems_HasACodeOfItsOwnAndThoseOfTheProblems() =>
        new CloudBaseSetupException(["CBMT1101: a", "CBMT1103: b"]).Message.ReplaceLineEndings("\n")
            .Should().Be("CBMT1000: CloudBase.MultiTenant cannot start, for 2 reasons:\n- CBMT1101: a\n- CBMT1103: b");

    private static string Value(FieldInfo code) => (string)code.GetRawConstantValue()!;

    [GeneratedRegex(@"^CBMT[1-8]\d{3}$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^### (?<code>CBMT\d{4})\n(?<text>(?:(?!^##).*\n?)*)", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"\*\*.+\*\*\n\nWhy: .{20,}\n\nWhat to do: .{10,}")]
    private static partial Regex Explained();

    /// <summary>A problem that is written as a text of its own, without a code before it.</summary>
    [GeneratedRegex(@"problems\.Add\(\s*(string\.Create\(CultureInfo\.InvariantCulture, )?\$?""(?!\{CloudBaseErrorCodes\.|\{code\}: )[^\n]*|ValidateOptionsResult\.Fail\(\s*\$?""(?!\{CloudBaseErrorCodes\.|\{code\}: )[^\n]*")]
    private static partial Regex BareProblem();
}
