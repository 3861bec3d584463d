using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

/// <summary>The quick start at a real terminal that is narrow.</summary>
public sealed partial class NarrowTerminalTests
{
    private static readonly string[] s_tenants =
    [
        "mei.lin@example.com", "王小明", "林美（测试组）林美（测试组）林美（测试组）林美（测试组）", "🚀 launch team of the seventh floor", "مستخدم-٧", "oidc|" + new string('x', 240) + "B",
    ];

    [Fact]
    public async Task Run_AtTerminalsOfAnyWidth_ShowsNoLineThatIsWiderAndCutsNoIdWithoutSayingSo()
    {
        using TemporaryFolder folder = new();
        string tenants = folder.Write("tenants.txt", s_tenants);
        QuickStartRun run = new(folder);
        string[] narrow = await TypeAsync(folder, run, tenants, 40);
        JsonElement[] known = [.. (await run.RunJsonAsync("--tenants", tenants)).GetProperty("tenants").EnumerateArray()];
        string[] environments = [.. known.Select(t => t.GetProperty("environmentId").GetString()!)];
        string[] aliases = [.. known.Select(t => t.GetProperty("alias").GetString()!)];
        string[] medium = await TypeAsync(folder, run, tenants, 60);
        string[] wide = await TypeAsync(folder, run, tenants, 100);
        string[] tiny = await TypeAsync(folder, run, tenants, 30);

        foreach ((int width, string[] lines) in new[] { (30, tiny), (40, narrow), (60, medium), (100, wide) })
        {
            lines.Where(l => WidthOf(l) > width).Should().BeEmpty("a terminal of {0} columns shows no more", width);
            lines.SelectMany(l => Word().Matches(l).Select(m => m.Value)).Where(w => aliases.Any(a => w.StartsWith(a[..6], StringComparison.Ordinal)))
                .Where(w => !w.Contains('…')).Except([.. environments, .. aliases]).Should().BeEmpty("an id is whole or has an ellipsis, at {0} columns", width);
            string text = string.Join('\n', lines);
            text.Should().Contain("mei.lin@example.com").And.Contain("王小明").And.Contain("مستخدم-٧").And.Contain("438.90 CNY").And.Contain("let in");
            if (width >= 40)
            {
                environments.Should().OnlyContain(e => lines.Any(l => l.Contains(e, StringComparison.Ordinal)), "each environment is there whole at {0} columns", width);
            }
        }

        wide.Should().Contain(l => l.Contains("At 100 columns without: alias", StringComparison.Ordinal), "what is left out is named");
        narrow.Should().Contain(l => l.StartsWith("tenant mei.lin@example.com", StringComparison.Ordinal), "where a table does not fit, a row is a block of lines");
        foreach (string shortened in (string[])["林美（测试组", "🚀 launch", "oidc|xxx"])
        {
            narrow.Should().Contain(l => l.Contains(shortened, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Run_AtATerminalThatTakesNoLineBack_WritesEachStepOnALineOfItsOwn()
    {
        using TemporaryFolder folder = new();
        QuickStartRun run = new(folder);
        string command = $"stty rows 40 cols 100; export TERM=dumb; exec dotnet '{RepositoryLayout.QuickStart}' --db '{run.Database}' --tenants '{folder.Write("tenants.txt", "a@example.com")}'";

        ProcessResult result = await Tool.RunAsync(folder.Path, "script", "-qec", command, "/dev/null");

        result.ExitCode.Should().Be(0, "{0}", result);
        string[] lines = result.OutputText.Split('\r', '\n');
        lines.Should().NotContain(l => l.Contains("tenants active after", StringComparison.Ordinal), "a frame of a live board would stay")
            .And.Contain(l => l.StartsWith('[') && l.EndsWith("a@example.com\tactive", StringComparison.Ordinal));
    }

    /// <summary>Types it at a terminal; every line that it ever showed, those of its progress too.</summary>
    private static async Task<string[]> TypeAsync(TemporaryFolder folder, QuickStartRun run, string tenants, int columns)
    {
        string command = $"stty rows 40 cols {columns}; export TERM=xterm-256color; exec dotnet '{RepositoryLayout.QuickStart}' --db '{run.Database}' --tenants '{tenants}'";
        ProcessResult result = await Tool.RunAsync(folder.Path, "script", "-qec", command, "/dev/null");
        result.ExitCode.Should().Be(0, "{0}", result);
        result.OutputText.Should().Contain("\u001b[", "it is a terminal");
        return [.. Control().Replace(result.OutputText, string.Empty).Split('\r', '\n').Select(l => l.TrimEnd())];
    }

    private static int WidthOf(string line)
    {
        int width = 0;
        foreach (Rune rune in line.EnumerateRunes())
        {
            width += Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0 : IsWide(rune.Value) ? 2 : 1;
        }

        return width;
    }

    // What Unicode's table of East Asian widths calls wide, as far as these tenants use it.
    private static bool IsWide(int rune) => rune is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF);

    [GeneratedRegex("[a-z0-9…-]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\u001b(\[[0-9;?]*[A-Za-z]|\][^\u0007]*\u0007|[=>])")]
    private static partial Regex Control();
}
