using System.Diagnostics;
using System.IO.Compression;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Packages;

/// <summary>Packs every package once, from what was built for the tests.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _failures = [];

    /// <summary>Gets the names of all packages, which are the names of the folders in src.</summary>
    public static IEnumerable<string> Names =>
        Directory.GetFiles(Path.Combine(RepositoryLayout.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetFileNameWithoutExtension(p)!);

    public async ValueTask InitializeAsync()
    {
        foreach (string name in Names)
        {
            string project = Path.Combine(RepositoryLayout.Root, "src", name, name + ".csproj");
            using Process pack = Process.Start(new ProcessStartInfo(
                "dotnet", ["pack", project, "--no-build", "-c", RepositoryLayout.Configuration, "-o", _folder.Path, "-nologo", "-v", "quiet"])
            {
                RedirectStandardOutput = true,
                Environment = { ["MSBUILDDISABLENODEREUSE"] = "1" },
            })!;
            string said = await pack.StandardOutput.ReadToEndAsync();
            await pack.WaitForExitAsync();
            if (pack.ExitCode != 0)
            {
                _failures[name] = said;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    internal ZipArchive Open(string name, string extension)
    {
        _failures.Should().NotContainKey(name, "it packs, but it did not: {0}", _failures.GetValueOrDefault(name));
        string path = Directory.GetFiles(_folder.Path, $"{name}.0*.{extension}").Should().ContainSingle("{0} is packed as a {1}", name, extension).Subject;
        return ZipFile.OpenRead(path);
    }
}
