using System.IO.Compression;
using CloudBase.MultiTenant.EndToEnd.Tests.Packages;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

[assembly: AssemblyFixture(typeof(PackedPackages))]

namespace CloudBase.MultiTenant.EndToEnd.Tests.Packages;

/// <summary>Packs every package once a run, from what was built for the tests, when the first test asks for one.</summary>
public sealed class PackedPackages : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<string>> _feed;

    public PackedPackages() => _feed = new Lazy<Task<string>>(PackAsync);

    /// <summary>Gets the names of the packages with an assembly, which are the names of the folders in src.</summary>
    public static IEnumerable<string> Names => Projects("src").Select(p => Path.GetFileNameWithoutExtension(p)).Order(StringComparer.Ordinal);

    /// <summary>Gets the names of all packages: those, and the templates.</summary>
    public static IEnumerable<string> All => Names.Concat(Projects("templates").Select(p => Path.GetFileNameWithoutExtension(p)));

    /// <summary>Gets the version that every package has.</summary>
    internal static string Version { get; } = System.Text.RegularExpressions.Regex
        .Match(File.ReadAllText(Path.Combine(RepositoryLayout.Root, "src", "Directory.Build.props")), "<Version>(.*)</Version>").Groups[1].Value;

    /// <summary>Gets the folder with all packages, which is a package source.</summary>
    internal Task<string> FeedAsync() => _feed.Value;

    internal async Task<ZipArchive> OpenAsync(string name, string extension)
    {
        string path = Path.Combine(await FeedAsync(), $"{name}.{Version}.{extension}");
        File.Exists(path).Should().BeTrue("{0} is packed as {1}", name, Path.GetFileName(path));
        return await ZipFile.OpenReadAsync(path);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Projects(string room) => Directory.GetFiles(Path.Combine(RepositoryLayout.Root, room), "*.csproj", SearchOption.AllDirectories)
        .Where(p => Path.GetFileName(Path.GetDirectoryName(p)) == Path.GetFileNameWithoutExtension(p) && !p.Contains("content", StringComparison.Ordinal));

    private async Task<string> PackAsync()
    {
        string feed = Directory.CreateDirectory(_folder.File("feed")).FullName;
        // One process for all of them: a dotnet pack for each takes several times as long.
        string packages = string.Join('\n', Projects("src").Concat(Projects("templates")).Select(p => $"    <Package Include=\"{p}\" />"));
        string all = _folder.Write("pack.proj", $"""
            <Project>
              <ItemGroup>
            {packages}
              </ItemGroup>
              <Target Name="Pack">
                <MSBuild Projects="@(Package)" Targets="Pack" BuildInParallel="true" Properties="Configuration={RepositoryLayout.Configuration};NoBuild=true;PackageOutputPath={feed}" />
              </Target>
            </Project>
            """);
        ProcessResult packed = await Tool.RunAsync(_folder.Path, "dotnet", "msbuild", all, "-t:Pack", "-m:2", "-nr:false", "-nologo", "-v:quiet");
        packed.ExitCode.Should().Be(0, "everything packs: {0}", packed);
        return feed;
    }
}
