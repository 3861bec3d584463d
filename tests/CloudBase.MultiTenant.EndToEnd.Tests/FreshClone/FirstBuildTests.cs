using System.Diagnostics;
using System.Globalization;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.FreshClone;

/// <summary>The compiler's server that a first build of a sample starts. Servers are told apart by where the compiler lies, so that each test has a copy of it.</summary>
public sealed class FirstBuildTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(null)]
    [InlineData("first-build")]
    public async Task StartCompilerServer_WhereNoneRuns_StartsOneThatDoesNotProfileItself(string? name)
    {
        ProcessResult build = await BuildAsync("true", name);

        build.ExitCode.Should().Be(0, build.ToString());
        string.Concat(build.Output.Concat(build.Error)).Should().BeEmpty("nothing of it is the reader's business");
        Servers().Should().ContainSingle().Which.Environment.Should().Contain("DOTNET_TieredPGO=0");
    }

    [Fact]
    public async Task StartCompilerServer_WithoutASharedCompiler_StartsNone()
    {
        ProcessResult build = await BuildAsync("false", null);

        build.ExitCode.Should().Be(0, build.ToString());
        Servers().Should().BeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((int id, _) in Servers())
        {
            using Process server = Process.GetProcessById(id);
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }

        _folder.Dispose();
    }

    private async Task<ProcessResult> BuildAsync(string isShared, string? name)
    {
        string project = Path.Combine(RepositoryLayout.Root, "samples", "QuickStart");
        ProcessResult roslyn = await Tool.RunAsync(project, "dotnet", "msbuild", "-getProperty:RoslynTargetsPath");
        Copy(Path.Combine(roslyn.Output.Single(), "bincore"), _folder.File("bincore"));
        return await Tool.RunAsync(
            project, "dotnet", "msbuild", "-t:StartCompilerServer", "-v:quiet", "-nologo", $"-p:RoslynTargetsPath={_folder.Path}", $"-p:IntermediateOutputPath={_folder.Path}/obj/",
            $"-p:UseSharedCompilation={isShared}", $"-p:SharedCompilationId={name}");
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private List<(int Id, string[] Environment)> Servers()
    {
        List<(int, string[])> found = [];
        foreach (string process in Directory.GetDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)))
        {
            try
            {
                if (File.ReadAllText($"{process}/cmdline").Contains(_folder.File("bincore/VBCSCompiler"), StringComparison.Ordinal))
                {
                    found.Add((int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture), File.ReadAllText($"{process}/environ").Split('\0')));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or is another user's.
            }
        }

        return found;
    }
}
