using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.FreshClone;
using CloudBase.MultiTenant.EndToEnd.Tests.Packages;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Docs;

/// <summary>Does what a reader does with the pages: pastes every block.</summary>
public sealed class DocumentationTests(PackedPackages packages, Consumer consumer, ITestOutputHelper output) : IClassFixture<Consumer>
{
    private const string Settings = """{ "CloudBase": { "DeploymentName": "docs", "Renewal": { "Policy": "Managed" } } }""";
    private static readonly string[] s_checked = ["csharp", "json", "sh"];
    private static readonly string[] s_shown = ["mermaid", "text", "xml", "http", "javascript"];

    [Fact]
    public async Task Blocks_OfEveryPage_CompileParseOrRun()
    {
        List<string> failures = [];
        List<string> excuses = [];
        (int compiled, int run, int parsed, int typed) = (0, 0, 0, 0);
        List<DocBlock> blocks = [.. DocBlock.All.Where(b => s_checked.Contains(b.Language))];
        foreach (DocBlock block in blocks)
        {
            if (block.Excuse is { } reason)
            {
                excuses.Add($"{block.Place}: {reason}");
                if (reason.Length < 20)
                {
                    failures.Add($"{block.Place}: '{reason}' is no reason.");
                }

                continue;
            }

            if (block.Language == "sh" && FreshCloneTests.Pages.Contains(block.Page))
            {
                typed++;
                continue;
            }

            string? failure = block.Language switch
            {
                "csharp" => await CompileAsync(block),
                "json" => await ReadJsonAsync(block),
                _ => await RunShellAsync(block),
            };
            (compiled, run, parsed) = (compiled + (block.Language == "csharp" ? 1 : 0), run + (block.Language == "sh" || block.Prints is not null ? 1 : 0), parsed + (block.Language == "json" ? 1 : 0));
            if (failure is not null)
            {
                failures.Add($"{block.Place}: {failure}");
            }
        }

        List<string> indented = [.. DocBlock.Pages().SelectMany(DocBlock.Indented)];
        string sum = $"blocks {blocks.Count}, compiled {compiled}, parsed {parsed}, run {run}, typed in a fresh clone {typed}, excused {excuses.Count}, indented and not tried {indented.Count}";
        output.WriteLine(sum);
        excuses.ForEach(e => output.WriteLine($"excused {e}"));
        indented.ForEach(i => output.WriteLine($"indented {i}"));
        string.Join("\n\n", failures).Should().BeEmpty();
        compiled.Should().BeGreaterThan(10, "the pages have programs, and the reader of blocks finds them");
    }

    [Fact]
    public void Blocks_OfEveryPage_NameTheirLanguage() =>
        DocBlock.All.Where(b => !s_checked.Contains(b.Language) && !s_shown.Contains(b.Language)).Select(b => $"{b.Place}: '{b.Language}'")
            .Should().BeEmpty("a block in another language ({0} are checked, {1} are shown) escapes the check", string.Join(", ", s_checked), string.Join(", ", s_shown));

    private async Task<string?> CompileAsync(DocBlock block)
    {
        string text = Compose(block.Given, block.Text);
        ConsumerProject project = await consumer.OfPageAsync(block.Page);
        IReadOnlyList<string> diagnostics = await project.CompileAsync(text);
        if (diagnostics.Count > 0)
        {
            return $"with the packages that the page adds ({string.Join(", ", AddedPackages.Of(block.Page))}):\n{string.Join('\n', diagnostics)}";
        }

        if (block.Prints is not { } prints)
        {
            return null;
        }

        ProcessResult run = await project.RunAsync(text, SettingsBeside(block));
        return run.ExitCode == 0 && run.OutputText.Contains(prints, StringComparison.Ordinal) ? null : $"it ran, and did not print '{prints}': {run}";
    }

    /// <summary>Puts what is given in front, with every using at the top, where C# wants it.</summary>
    private static string Compose(string? given, string text)
    {
        string[] lines = [.. (given ?? string.Empty).Split('\n'), .. text.Split('\n')];
        return string.Join('\n', lines.Where(IsUsing).Concat(lines.Where(l => !IsUsing(l))));

        static bool IsUsing(string line) => System.Text.RegularExpressions.Regex.IsMatch(line, @"^using (static )?[A-Za-z0-9.]+;");
    }

    /// <summary>A program runs with the settings that its page shows, and with the least ones where the page shows none.</summary>
    private static string SettingsBeside(DocBlock block) => DocBlock.All.FirstOrDefault(b => b.Language == "json" && b.Excuse is null && b.Page == block.Page && b.Text.Contains("DeploymentName", StringComparison.Ordinal))?.Text ?? Settings;

    private static async Task<string?> ReadJsonAsync(DocBlock block)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(block.Text);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("CloudBase", out _)
                ? await BoundSettings.ProblemsAsync(block.Text)
                : null;
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }

    private async Task<string?> RunShellAsync(DocBlock block)
    {
        // The page's own project has these packages, and it was built.
        if (AddedPackages.IsAll(block))
        {
            await consumer.OfPageAsync(block.Page);
            return AddedPackages.Problems(block).FirstOrDefault();
        }

        using Stranger stranger = await Stranger.ArriveAsync(packages);
        ProcessResult run = await ShellBlock.RunAsync(stranger, block.Text);
        return run.ExitCode == 0 && (block.Prints is null || run.OutputText.Contains(block.Prints, StringComparison.Ordinal)) ? null : run.ToString();
    }
}
