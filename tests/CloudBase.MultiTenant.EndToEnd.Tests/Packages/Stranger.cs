using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Packages;

/// <summary>A folder outside the repository that knows the packages from their source only, as who installs them does.</summary>
internal sealed class Stranger : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private Stranger(string feed)
    {
        // A package folder of its own: a version that is packed anew at every run must never come from an earlier one. Others' packages come from the machine's.
        _folder.Write(
            "nuget.config",
            "<configuration>",
            $"  <config><add key=\"globalPackagesFolder\" value=\"{PackagesFolder}\" /></config>",
            $"  <packageSources><add key=\"packed\" value=\"{feed}\" /></packageSources>",
            $"  <fallbackPackageFolders><add key=\"machine\" value=\"{MachinePackages}\" /></fallbackPackageFolders>",
            "</configuration>");
    }

    /// <summary>Gets where this machine keeps the packages that it restored.</summary>
    internal static string MachinePackages { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    internal string Folder => _folder.Path;

    /// <summary>Gets where the packages were unpacked.</summary>
    internal string PackagesFolder => _folder.File("packages");

    internal static async Task<Stranger> ArriveAsync(PackedPackages packages) => new(await packages.FeedAsync());

    internal string Write(string name, string text)
    {
        string file = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    internal Task<ProcessResult> DotNetAsync(params string[] arguments) => Tool.RunAsync(Folder, "dotnet", arguments);

    public void Dispose() => _folder.Dispose();
}
