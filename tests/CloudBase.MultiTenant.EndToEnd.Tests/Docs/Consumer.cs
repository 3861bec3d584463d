using CloudBase.MultiTenant.EndToEnd.Tests.Packages;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Docs;

/// <summary>A reader of the pages outside the repository: for each set of packages that a page names, a console project with these packages and no others.</summary>
public sealed class Consumer(PackedPackages packages) : IDisposable
{
    private readonly SemaphoreSlim _arriving = new(1, 1);
    private readonly Dictionary<string, ConsumerProject> _projects = [];
    private Stranger? _stranger;

    /// <summary>Gets the project of a page, built: all pages' projects are built at once, when the first is wanted.</summary>
    internal async Task<ConsumerProject> OfPageAsync(string page)
    {
        await _arriving.WaitAsync();
        try
        {
            if (_projects.Count == 0)
            {
                await BuildAsync();
            }

            return _projects[Key(AddedPackages.Of(page))];
        }
        finally
        {
            _arriving.Release();
        }
    }

    /// <summary>Gets a project with every library, restored and not built.</summary>
    internal async Task<ConsumerProject> OfEverythingAsync()
    {
        _stranger ??= await Stranger.ArriveAsync(packages);
        ConsumerProject project = new(_stranger, "everything", [.. PackedPackages.Names.Where(n => !n.EndsWith(".Tool", StringComparison.Ordinal))]);
        project.Write();
        ProcessResult restored = await _stranger.DotNetAsync("restore", "everything", "-nologo", "-v", "quiet");
        restored.ExitCode.Should().Be(0, "a project with the packages restores: {0}", restored);
        return project;
    }

    public void Dispose()
    {
        _stranger?.Dispose();
        _arriving.Dispose();
    }

    private static string Key(IEnumerable<string> names) => string.Join('+', names);

    private async Task BuildAsync()
    {
        _stranger ??= await Stranger.ArriveAsync(packages);
        foreach (string page in DocBlock.All.Where(b => b.Excuse is null && (b.Language == "csharp" || AddedPackages.IsAll(b))).Select(b => b.Page).Distinct())
        {
            IReadOnlyList<string> added = AddedPackages.Of(page);
            if (!_projects.ContainsKey(Key(added)))
            {
                _projects[Key(added)] = new ConsumerProject(_stranger, $"page{_projects.Count}", added);
                _projects[Key(added)].Write();
            }
        }

        string solution = _stranger.Write("pages.slnx", $"<Solution>\n{string.Concat(_projects.Values.Select((_, i) => $"  <Project Path=\"page{i}/page{i}.csproj\" />\n"))}</Solution>\n");
        ProcessResult built = await _stranger.DotNetAsync("build", solution, "-nologo", "-v", "quiet", "-m:2");
        built.ExitCode.Should().Be(0, "a project with the packages of a page builds: {0}", built);
        Directory.Exists(Path.Combine(_stranger.PackagesFolder, "cloudbase.multitenant")).Should().BeTrue("the packages come from the feed, not from an earlier run");
    }
}
