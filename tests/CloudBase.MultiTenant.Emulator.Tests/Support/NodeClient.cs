using System.Diagnostics;
using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.Tests.Support;

/// <summary>Runs a script with unmodified npm packages, or says why it is not run.</summary>
internal static class NodeClient
{
    private const string FolderVariable = "CLOUDBASE_TEST_NODE_MODULES";

    /// <summary>The folder of packages; the test is skipped, and in CI fails, where it or node is not there.</summary>
    public static string FindModules(string package)
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        string? missing = null;
        if (string.IsNullOrEmpty(folder))
        {
            missing = $"{FolderVariable} names no folder with {package} (tests/run.sh --install makes one)";
        }
        else
        {
            folder = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)) == "node_modules" ? folder : Path.Combine(folder, "node_modules");
            missing = Directory.Exists(Path.Combine(folder, package)) ? null : $"{folder} holds no {package}";
        }

        missing ??= OnPath("node") ? null : "node is not on the path";
        if (missing is not null)
        {
            Needed.Missing($"The client {package} was not run: {missing}.");
        }

        return Path.GetFullPath(folder!);
    }

    /// <summary>The JSON that the script prints.</summary>
    public static async Task<JsonElement> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(script);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var node = Process.Start(start)!;
        var error = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        node.ExitCode.Should().Be(0, $"{await error}\n{output}");
        using var document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));
}
