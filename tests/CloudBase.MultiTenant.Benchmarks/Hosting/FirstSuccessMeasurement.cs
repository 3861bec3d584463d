using System.Diagnostics;
using System.Globalization;

namespace CloudBase.MultiTenant.Benchmarks.Hosting;

/// <summary>How long a stranger waits for the first tenant: in a fresh clone, and with the one file outside of it.</summary>
/// <remarks>
/// Run with: dotnet run -c Release --project tests/CloudBase.MultiTenant.Benchmarks -- first-success. Restoring is not counted: it is the
/// network's time. Cold is without anything built, and with a server of the compiler that has to start; warm is the same line typed again. The
/// build's processes are this measurement's own, and stay between two lines, as a reader's do.
/// </remarks>
internal static class FirstSuccessMeasurement
{
    private const int ColdRuns = 3;
    private const int WarmRuns = 5;

    /// <summary>What MSBuild knows its own waiting processes by.</summary>
    private const string NodesOf = "MSBUILDNODEHANDSHAKESALT";
    private static readonly string[] s_firstTenant = ["\tactive", "(Active)", "Hello, World!"];
    private static readonly string s_own = $"cbmt-first-success-{Environment.ProcessId}";

    internal static async Task RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloudbase-first-success-");
        try
        {
            string[] clones = [.. Enumerable.Range(1, ColdRuns).Select(number => Path.Combine(folder.FullName, $"clone{number}"))];
            await ColdAsync(clones);
            string clone = clones[^1];
            await WarmAsync(clone);
            await EmptyProgramAsync(Directory.CreateDirectory(Path.Combine(folder.FullName, "empty")).FullName);
            await SingleFileAsync(clone, Directory.CreateDirectory(Path.Combine(folder.FullName, "file")).FullName);
        }
        finally
        {
            StopBuilders();
            folder.Delete(recursive: true);
        }
    }

    private static async Task ColdAsync(IEnumerable<string> clones)
    {
        List<Took> cold = [];
        foreach (string clone in clones)
        {
            await RunAsync(Environment.CurrentDirectory, "git", "clone", "-q", ".", clone);
            await RunAsync(clone, "dotnet", "restore", "samples/QuickStart", "-v", "quiet");
            cold.Add(await RunAsync(clone, "dotnet", "run", "--no-restore", "--project", "samples/QuickStart", "--", "--db", "cold.db"));
        }

        Print("quick start, cold (dotnet run --no-restore)", cold);
    }

    private static async Task WarmAsync(string clone)
    {
        List<Took> restored = [], again = [], built = [];
        for (int run = 0; run < WarmRuns; run++)
        {
            restored.Add(await RunAsync(clone, "dotnet", "run", "--no-restore", "--project", "samples/QuickStart", "--", "--db", $"restored{run}.db"));
            again.Add(await RunAsync(clone, "dotnet", "run", "--project", "samples/QuickStart", "--", "--db", $"again{run}.db"));
            built.Add(await RunAsync(clone, "dotnet", "run", "--no-build", "--project", "samples/QuickStart", "--", "--db", $"built{run}.db"));
        }

        Print("quick start, warm (dotnet run --no-restore)", restored);
        Print("quick start, warm (dotnet run)", again);
        Print("quick start, warm (dotnet run --no-build)", built);
    }

    /// <summary>What of the warm quick start is `dotnet run` itself.</summary>
    private static async Task EmptyProgramAsync(string folder)
    {
        await RunAsync(folder, "dotnet", "new", "console");
        await RunAsync(folder, "dotnet", "run");
        List<Took> warm = [];
        for (int run = 0; run < WarmRuns; run++)
        {
            warm.Add(await RunAsync(folder, "dotnet", "run"));
        }

        Print("an empty console program, warm (dotnet run)", warm);
    }

    private static async Task SingleFileAsync(string clone, string folder)
    {
        string feed = Path.Combine(folder, "feed");
        await RunAsync(clone, "dotnet", "pack", "src/CloudBase.MultiTenant.Development", "-o", feed, "-v", "quiet", "-nologo");
        foreach (string needed in new[] { "Abstractions", "TencentCloud", "Emulator", "Sandboxes" })
        {
            await RunAsync(clone, "dotnet", "pack", $"src/CloudBase.MultiTenant.{needed}", "-o", feed, "-v", "quiet", "-nologo");
        }

        await RunAsync(clone, "dotnet", "pack", "src/CloudBase.MultiTenant", "-o", feed, "-v", "quiet", "-nologo");
        string machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{folder}/packages" /></config>
              <packageSources><add key="packed" value="{feed}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{machine}" /></fallbackPackageFolders>
            </configuration>
            """);
        File.Copy(Path.Combine(clone, "samples", "SingleFile", "quickstart.cs"), Path.Combine(folder, "quickstart.cs"));
        await RunAsync(folder, "dotnet", "restore", "quickstart.cs", "-v", "quiet");
        Print("one file, cold (dotnet run --no-restore quickstart.cs)", [await RunAsync(folder, "dotnet", "run", "--no-restore", "quickstart.cs")]);
        List<Took> warm = [];
        for (int run = 0; run < WarmRuns; run++)
        {
            warm.Add(await RunAsync(folder, "dotnet", "run", "quickstart.cs"));
        }

        Print("one file, warm (dotnet run quickstart.cs)", warm);
    }

    private static async Task<Took> RunAsync(string folder, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment.Remove("MSBUILDDISABLENODEREUSE");
        start.Environment.Remove("DOTNET_CLI_USE_MSBUILD_SERVER");
        start.Environment["UseSharedCompilation"] = "true";
        start.Environment["SharedCompilationId"] = start.Environment[NodesOf] = $"{s_own}-{Path.GetFileName(folder)}";
        start.Environment["DOTNET_NOLOGO"] = "1";
        long started = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        TimeSpan? first = null;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            first ??= s_firstTenant.Any(sign => line.Contains(sign, StringComparison.Ordinal)) ? Stopwatch.GetElapsedTime(started) : null;
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? new Took(first ?? TimeSpan.Zero, Stopwatch.GetElapsedTime(started))
            : throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with {process.ExitCode}.");
    }

    private static void Print(string what, IReadOnlyList<Took> runs)
    {
        if (runs.Any(run => run.First == TimeSpan.Zero))
        {
            throw new InvalidOperationException($"{what}: no line said that a tenant is active. Compare what it prints with the signs this measurement looks for.");
        }

        string first = MeasuredStart.Median(runs.Select(run => run.First.TotalSeconds)).ToString("F1", CultureInfo.InvariantCulture);
        string all = MeasuredStart.Median(runs.Select(run => run.All.TotalSeconds)).ToString("F1", CultureInfo.InvariantCulture);
        Console.WriteLine($"{what,-55} first tenant {first} s, done {all} s{(runs.Count > 1 ? $" (median of {runs.Count}: {string.Join(", ", runs.Select(run => run.First.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)))})" : string.Empty)}");
    }

    /// <summary>The compiler's server and MSBuild's nodes outlive a build: the ones that this measurement started, and no others, are ended.</summary>
    private static void StopBuilders()
    {
        foreach (Process process in Process.GetProcessesByName("VBCSCompiler").Concat(Process.GetProcessesByName("dotnet")))
        {
            string environment = $"/proc/{process.Id}/environ";
            if (File.Exists(environment) && File.ReadAllText(environment).Contains($"{NodesOf}={s_own}", StringComparison.Ordinal))
            {
                process.Kill();
            }
        }
    }

    private sealed record Took(TimeSpan First, TimeSpan All);
}
