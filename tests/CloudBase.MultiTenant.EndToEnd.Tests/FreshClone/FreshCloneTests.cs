using System.Diagnostics;
using System.Text.RegularExpressions;
using CloudBase.MultiTenant.EndToEnd.Tests.Docs;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.FreshClone;

/// <summary>Somebody who has never seen the project: clones it, and types what README and getting-started say, in order, nothing changed and nothing prepared.</summary>
[Collection(RunsAlone.Name)]
public sealed partial class FreshCloneTests(ITestOutputHelper output)
{
    /// <summary>The pages whose commands are typed here; those of other pages are tried where they stand, on what the tests have built.</summary>
    internal static readonly string[] Pages = ["README.md", "README.zh-CN.md", "docs/getting-started.md"];

    [Fact]
    public async Task Clone_FollowingReadmeAndGettingStarted_NeedsNothingElseAndNoCommandFails()
    {
        await using Terminal terminal = new();
        await terminal.CloneAsync();
        string clone = terminal.Place;
        DocBlock[] readme = [.. DocBlock.Read(Path.Combine(clone, "README.md"))];
        DocBlock[] gettingStarted = [.. DocBlock.Read(Path.Combine(clone, "docs", "getting-started.md"))];

        // The README's first command, then the page that it leads to, then its own packages: they have a source by then.
        await TypeAsync(terminal, readme.Where(b => b.Language == "sh" && !b.Text.StartsWith("dotnet new", StringComparison.Ordinal)));
        ServedApi api = await TypeAsync(terminal, gettingStarted) ?? throw new InvalidOperationException("No block of getting-started serves the API.");
        await api.TryAsync();
        Directory.GetFiles(Path.Combine(terminal.Place, "Shop"), "*", SearchOption.AllDirectories).Should().NotContain(f => f.Contains("TenantsApi", StringComparison.Ordinal));
        await ClonedPackages.CheckAsync(clone);
        await TypeAsync(terminal, readme.Where(b => b.Text.StartsWith("dotnet new", StringComparison.Ordinal)));
        await PasteTheProgramAsync(terminal, readme);
        (await Tool.RunAsync(clone, "git", "status", "--porcelain")).OutputText.Should().BeEmpty("what the commands leave behind is ignored");
    }

    [Fact]
    public void Commands_InTheTextOfThePages_StandInABlockThatIsTyped()
    {
        string[] typed = [.. DocBlock.All.Where(b => Pages.Contains(b.Page) && b is { Language: "sh", Excuse: null }).SelectMany(b => b.Text.Split('\n'))];

        foreach (string page in Pages)
        {
            Inline().Matches(Fenced().Replace(File.ReadAllText(Path.Combine(RepositoryLayout.Root, page)), string.Empty)).Select(m => m.Groups[1].Value)
                .Where(c => !typed.Any(t => t.StartsWith(c, StringComparison.Ordinal)))
                .Except(["dotnet run"]).Should().BeEmpty("{0} tells to type it, so a test does", page);
        }
    }

    /// <summary>Types the blocks in order; returns what stays up and serves the template's API.</summary>
    private async Task<ServedApi?> TypeAsync(Terminal terminal, IEnumerable<DocBlock> blocks)
    {
        ServedApi? api = null;
        int port = Terminal.IsFree(4680) ? 4680 : 4690;
        foreach (DocBlock block in blocks.Where(b => b is { Language: "sh", Excuse: null }))
        {
            long began = Stopwatch.GetTimestamp();
            string lines = port == 4680 ? block.Text : block.Text.Replace("4680", $"{port}", StringComparison.Ordinal);
            if (block.StaysUp is { } says)
            {
                (string line, Func<IReadOnlyList<string>> heard) = await terminal.StayAsync(lines, says);
                api = Address().Match(line) is { Success: true } address ? new ServedApi(new Uri(address.Value), heard) : api;
            }
            else
            {
                ProcessResult run = await terminal.RunAsync(lines);
                run.ExitCode.Should().Be(0, "{0} works as it stands there: {1}", block.Place, run);
                run.OutputText.Contains(block.Prints ?? string.Empty, StringComparison.Ordinal).Should().BeTrue("{0} prints '{1}': {2}", block.Place, block.Prints, run);
            }

            output.WriteLine($"{Stopwatch.GetElapsedTime(began).TotalSeconds,6:0.0} s  {block.Text.TrimEnd('\n').ReplaceLineEndings(" ; ")}");
        }

        return api;
    }

    /// <summary>Puts the README's program and settings where the text says, and runs them.</summary>
    private static async Task PasteTheProgramAsync(Terminal terminal, IEnumerable<DocBlock> readme)
    {
        DocBlock program = readme.Single(b => b is { Language: "csharp", Prints: not null });
        await File.WriteAllTextAsync(Path.Combine(terminal.Place, "Program.cs"), program.Text);
        await File.WriteAllTextAsync(Path.Combine(terminal.Place, "appsettings.json"), readme.Single(b => b.Language == "json").Text);

        ProcessResult run = await terminal.RunAsync("dotnet run");

        run.ExitCode.Should().Be(0, "{0} runs in a project with the packages that are added there: {1}", program.Place, run);
        run.OutputText.Should().Contain(program.Prints);
    }

    [GeneratedRegex("`(dotnet [^`]+)`")]
    private static partial Regex Inline();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
