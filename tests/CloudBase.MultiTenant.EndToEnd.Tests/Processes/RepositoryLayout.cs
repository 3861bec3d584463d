namespace CloudBase.MultiTenant.EndToEnd.Tests.Processes;

/// <summary>Where the repository and its built programs are.</summary>
internal static class RepositoryLayout
{
    internal static string Root { get; } = FindRoot();

    /// <summary>Gets the configuration that these tests were built in, so that they run programs of the same one.</summary>
    internal static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    internal static string QuickStart { get; } = Built("samples/QuickStart", "QuickStart");

    internal static string Emulator { get; } = Built("src/CloudBase.MultiTenant.Emulator", "CloudBase.MultiTenant.Emulator");

    private static string Built(string folder, string name) => Path.Combine(Root, folder, "bin", Configuration, "net10.0", name + ".dll");

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CloudBase.MultiTenant.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No solution above {AppContext.BaseDirectory}.");
    }
}
