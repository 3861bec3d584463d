using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

public sealed partial class UsageTests
{
    [Fact]
    public async Task Tenants_WithBadLines_NamesEachLineAndBuysNothing()
    {
        using TemporaryFolder folder = new();
        string tenants = folder.Write("tenants.txt", "# comment", "good@example.com", "bad\u0007bell", new string('x', 257), "good@example.com");
        QuickStartRun run = new(folder);

        ProcessResult result = await run.RunAsync("--tenants", tenants);

        result.ExitCode.Should().Be(2, "{0}", result);
        result.Output.Should().BeEmpty();
        result.ErrorText.Should().Contain("tenants.txt:3:").And.Contain("U+0007")
            .And.Contain("tenants.txt:4:").And.Contain("257")
            .And.Contain("tenants.txt:5:").And.Contain("line 2 already")
            .And.Contain("nothing was bought").And.NotContain("   at ");
        Directory.Exists(run.CloudDirectory).Should().BeFalse();
    }

    [Fact]
    public async Task Option_Unknown_IsNamedWithoutStartingAnything()
    {
        using TemporaryFolder folder = new();
        QuickStartRun run = new(folder);

        ProcessResult result = await run.RunAsync("--tenents", "x.txt");

        result.ExitCode.Should().Be(2, "{0}", result);
        result.Output.Should().BeEmpty();
        result.ErrorText.Should().Contain("--tenents").And.Contain("--help").And.NotContain("   at ");
        File.Exists(run.Database).Should().BeFalse();
    }

    [Theory]
    [InlineData("--pool", "x", "1 to 100")]
    [InlineData("--pool", "1.5", "1 to 100")]
    [InlineData("--pool", "99999999999", "1 to 100")]
    [InlineData("--pool", "101", "1 to 100")]
    [InlineData("--pool", "-1", "1 to 100")]
    [InlineData("--db", "", "such as quickstart.db")]
    [InlineData("--db", ".", "is a folder")]
    [InlineData("--db", ":memory:", "is kept in one")]
    [InlineData("--tenants", "", "give its path")]
    [InlineData("--template", "", "give its path")]
    [InlineData("--endpoint", "http://127.0.0.1:9/x?y", "scheme, host and port")]
    [InlineData("--isolation", "none", "white-label")]
    public async Task Option_WithABadValue_IsNamedWithItsRuleAndLeavesNothing(string option, string value, string rule)
    {
        using TemporaryFolder folder = new();

        ProcessResult result = await ChildProcess.RunAsync(RepositoryLayout.QuickStart, [option, value, .. option == "--db" ? [] : (string[])["--db", folder.File("x.db")]]);

        result.ExitCode.Should().Be(2, "{0}", result);
        result.ErrorText.Should().Contain($"'{value}'").And.Contain(rule).And.Contain(option is "--isolation" ? "--help" : option).And.NotContain("   at ");
        Directory.EnumerateFileSystemEntries(folder.Path).Should().BeEmpty();
    }

    [Theory]
    [InlineData]
    [InlineData("--endpoint", "http://127.0.0.1:1")]
    [InlineData("--preflight")]
    [InlineData("--prove")]
    [InlineData("--json")]
    public async Task Database_InAFolderThatIsNotThere_IsRefusedWithWhatToTypeAndNothingIsMade(params string[] options)
    {
        using TemporaryFolder folder = new();
        string missing = folder.File("it's not/there yet");

        ProcessResult result = await ChildProcess.RunAsync(RepositoryLayout.QuickStart, ["--db", Path.Combine(missing, "tenants.db"), .. options]);

        result.ExitCode.Should().Be(2, "{0}", result);
        result.Output.Should().BeEmpty();
        result.ErrorText.Should().Contain("--db").And.Contain(missing).And.Contain("Nothing was begun").And.NotContain("   at ");
        Directory.EnumerateFileSystemEntries(folder.Path).Should().BeEmpty("a typing error begins no database");
        string typed = result.Error.Single(l => l.Contains("mkdir -p ", StringComparison.Ordinal));
        (await Tool.RunAsync(folder.Path, "bash", "-c", typed[typed.IndexOf("mkdir -p ", StringComparison.Ordinal)..])).ExitCode.Should().Be(0);
        Directory.Exists(missing).Should().BeTrue("what it says to type makes that folder");
    }

    [Fact]
    public async Task Folder_ThatIsGone_IsSaidWithWhatToType()
    {
        using TemporaryFolder folder = new();

        ProcessResult result = await Tool.RunAsync(folder.Path, "bash", "-c", $"mkdir gone && cd gone && rmdir ../gone && dotnet {RepositoryLayout.QuickStart}");

        result.ExitCode.Should().Be(2, "{0}", result);
        result.ErrorText.Should().Contain("is gone").And.Contain("cd ").And.NotContain("   at ");
    }

    [Fact]
    public async Task Tenants_OfAPipe_AreRefusedByAProofThatReadsThemTwice()
    {
        using TemporaryFolder folder = new();
        string command = $"dotnet {RepositoryLayout.QuickStart} --db {folder.File("x.db")} --ready-delay 0s --tenants <(echo a@example.com)";

        ProcessResult proof = await Tool.RunAsync(folder.Path, "bash", "-c", command + " --prove");

        proof.ExitCode.Should().Be(2, "{0}", proof);
        proof.ErrorText.Should().Contain("/dev/fd/").And.Contain("no file that can be read twice").And.Contain("--tenants FILE").And.NotContain("   at ");
        Directory.EnumerateFileSystemEntries(folder.Path).Should().BeEmpty("nothing was begun");
        (await Tool.RunAsync(folder.Path, "bash", "-c", command)).ExitCode.Should().Be(0, "a run alone reads them once");
    }

    [Fact]
    public async Task Tenants_OfANamedPipe_AreRefusedByAProofThatWouldWaitForASecondWriter()
    {
        using TemporaryFolder folder = new();

        ProcessResult proof = await Tool.RunAsync(folder.Path, "bash", "-c", $"mkfifo pipe && (echo a@example.com >pipe &) && timeout 60 dotnet {RepositoryLayout.QuickStart} --prove --tenants pipe");

        proof.ExitCode.Should().Be(2, "{0}", proof);
        proof.ErrorText.Should().Contain("no file that can be read twice");
    }

    [Theory]
    [InlineData(".cloud")]
    [InlineData(".keys")]
    public async Task Database_BesideWhichNothingCanBeKept_IsToldWithTheOptionThatNamesIt(string kept)
    {
        using TemporaryFolder folder = new();
        QuickStartRun run = new(folder);
        await File.WriteAllTextAsync(run.Database + kept, "a file where a folder is to be", TestContext.Current.CancellationToken);

        ProcessResult result = await run.RunAsync("--tenants", folder.Write("tenants.txt", "a@example.com"));

        result.ExitCode.Should().Be(1, "{0}", result);
        result.ErrorText.Should().Contain(run.Database + kept).And.Contain("--db FILE").And.NotContain("   at ").And.NotContain("should not have happened");
    }

    [Fact]
    public async Task Database_BelowAFile_IsRefusedWithoutAnAdviceThatCannotWork()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("notes.txt", "x");

        ProcessResult result = await ChildProcess.RunAsync(RepositoryLayout.QuickStart, ["--db", Path.Combine(file, "deeper", "tenants.db")]);

        result.ExitCode.Should().Be(2, "{0}", result);
        result.ErrorText.Should().Contain(file + " is a file").And.NotContain("mkdir");
    }

    [Fact]
    public async Task Cloud_WhoseStateIsDamaged_IsNamedWithWhatToTypeToBeginAnew()
    {
        using TemporaryFolder folder = new();
        QuickStartRun run = new(folder, "it's.db");
        string tenants = folder.Write("tenants.txt", "a@example.com");
        (await run.RunAsync("--tenants", tenants)).ExitCode.Should().Be(0);
        string journal = Path.Combine(run.CloudDirectory, "journal.jsonl");
        byte[] bytes = await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken);
        bytes[100] ^= 1;
        await File.WriteAllBytesAsync(journal, bytes, TestContext.Current.CancellationToken);

        ProcessResult result = await run.RunAsync("--tenants", tenants);

        result.ExitCode.Should().Be(1, "{0}", result);
        result.ErrorText.Should().Contain($"Line 1 of '{journal}' is damaged").And.NotContain("should not have happened");
        string typed = result.Error.Single(l => l.Contains(": rm -r ", StringComparison.Ordinal));
        (await Tool.RunAsync(folder.Path, "bash", "-c", typed[(typed.IndexOf(": rm -r ", StringComparison.Ordinal) + 2)..])).ExitCode.Should().Be(0);
        (await run.RunAsync("--tenants", tenants)).ExitCode.Should().Be(0, "it begins anew");
    }

    [Theory]
    [InlineData("FFFE41000A00")]
    [InlineData("FEFF0041")]
    [InlineData("FFFE41")]
    [InlineData("61FF62")]
    public async Task Tenants_InAnotherEncoding_AreRefusedAndNotReadAsOtherTenants(string bytes)
    {
        using TemporaryFolder folder = new();
        string tenants = folder.File("tenants.txt");
        await File.WriteAllBytesAsync(tenants, Convert.FromHexString(bytes), TestContext.Current.CancellationToken);
        QuickStartRun run = new(folder);

        ProcessResult result = await run.RunAsync("--tenants", tenants);

        result.ExitCode.Should().Be(2, "{0}", result);
        result.ErrorText.Should().Contain("is no UTF-8 text").And.Contain("iconv");
        Directory.Exists(run.CloudDirectory).Should().BeFalse();
    }

    [Theory]
    [InlineData("FFFE6100400078000A00", "a@x\n")]
    [InlineData("FEFF006100400078000A", "a@x\n")]
    [InlineData("C4E3BAC340780A", "\u4f60\u597d@x\n")]
    public async Task Tenants_InAnotherEncoding_AreConvertedByWhatItSaysToType(string bytes, string text)
    {
        using TemporaryFolder folder = new();
        string tenants = folder.File("it's tenants.txt");
        await File.WriteAllBytesAsync(tenants, Convert.FromHexString(bytes), TestContext.Current.CancellationToken);

        ProcessResult result = await new QuickStartRun(folder).RunAsync("--tenants", tenants);

        string typed = result.Error.Single(l => l.Contains(": iconv ", StringComparison.Ordinal));
        ProcessResult converted = await Tool.RunAsync(folder.Path, "bash", "-c", typed[(typed.IndexOf(": iconv ", StringComparison.Ordinal) + 2)..]);
        converted.ExitCode.Should().Be(0, "{0}", converted);
        (await File.ReadAllTextAsync(folder.File("tenants-utf8.txt"), TestContext.Current.CancellationToken)).Should().Be(text);
    }

    [Fact]
    public async Task Endpoint_OfTheCloudWithoutLive_IsNotToldToStartAnEmulatorThere()
    {
        using TemporaryFolder folder = new();

        ProcessResult result = await new QuickStartRun(folder).RunAsync("--endpoint", "https://127.0.0.1:1");

        result.ExitCode.Should().Be(1, "{0}", result);
        result.ErrorText.Should().Contain("--live").And.NotContain("--urls");
    }

    [Fact]
    public async Task Endpoint_ThatDoesNotAnswer_SaysHowToStartAnEmulatorThere()
    {
        using TemporaryFolder folder = new();
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound but not listening: nothing answers, and nobody else gets the port
        string endpoint = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}";

        ProcessResult result = await new QuickStartRun(folder).RunAsync("--endpoint", endpoint);

        result.ExitCode.Should().Be(1, "{0}", result);
        result.ErrorText.Should().Contain(endpoint).And.Contain("--urls " + endpoint).And.NotContain("   at ");
    }

    [Fact]
    public async Task Live_WithoutKeysOrATerminal_RefusesAndSaysWhatToType()
    {
        using TemporaryFolder folder = new();
        string[] arguments = ["--db", folder.File("live.db"), "--live"];
        Dictionary<string, string> keys = new()
        {
            ["TENCENTCLOUD_SECRETID"] = "id-that-is-never-used",
            ["TENCENTCLOUD_SECRETKEY"] = "key-that-is-never-used",
            ["CloudBase__ManagementEnvironment"] = "platform-1a2b3c",
        };

        ProcessResult without = await ChildProcess.RunAsync(RepositoryLayout.QuickStart, arguments);
        ProcessResult piped = await ChildProcess.RunAsync(RepositoryLayout.QuickStart, arguments, keys);

        without.ExitCode.Should().Be(2, "{0}", without);
        without.ErrorText.Should().Contain("TENCENTCLOUD_SECRETID").And.Contain("TENCENTCLOUD_SECRETKEY").And.Contain("export");
        piped.ExitCode.Should().Be(2, "{0}", piped);
        piped.ErrorText.Should().Contain("stdin is no terminal").And.NotContain("never-used");
        File.Exists(folder.File("live.db")).Should().BeFalse("nothing is begun before somebody agreed to pay");
    }

    [Fact]
    public async Task Help_Asked_ListsEveryOptionAsGettingStartedDoes()
    {
        ProcessResult result = await ChildProcess.RunAsync(RepositoryLayout.QuickStart, ["--help"]);

        result.ExitCode.Should().Be(0, "{0}", result);
        string page = await File.ReadAllTextAsync(Path.Combine(RepositoryLayout.Root, "docs", "getting-started.md"));
        string[] help = [.. HelpOption().Matches(result.OutputText).Select(m => m.Groups[1].Value).Except(["--help", "--version"])];
        help.Should().Contain(["--tenants", "--prove", "--preflight", "--live"]).And.NotContain("--ready-delay")
            .And.BeEquivalentTo(PageOption().Matches(page).Select(m => m.Groups[1].Value), "the page's table has a row for each option of --help");
    }

    [GeneratedRegex(@"^\s+(?:-[a-z?]+, )*(--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex HelpOption();

    [GeneratedRegex(@"^\| `(--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex PageOption();
}
