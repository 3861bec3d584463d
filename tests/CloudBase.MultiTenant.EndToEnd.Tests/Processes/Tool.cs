using System.Diagnostics;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Processes;

/// <summary>Runs a program of the machine in a folder, without what the machine's own environment says of keys and packages.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private static readonly string[] s_kept = ["DOTNET_", "NUGET_CERT"];

    internal static async Task<ProcessResult> RunAsync(string folder, string program, params string[] arguments)
    {
        using Process process = new() { StartInfo = StartInfo(folder, program, arguments) };
        process.Start();
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{program} {string.Join(' ', arguments)}' did not end within {Patience}: {await output}{await error}");
        }

        return new ProcessResult(process.ExitCode, Lines(await output), Lines(await error));
    }

    internal static ProcessStartInfo StartInfo(string folder, string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string inherited in start.Environment.Keys.Where(IsForeign).ToList())
        {
            start.Environment.Remove(inherited);
        }

        // No server outlives the test, and every machine says the same words.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";

        // Whether advisories of others' packages can be read, and what they say, changes from day to day: a warning is an error here.
        start.Environment["NuGetAudit"] = "false";
        return start;
    }

    private static bool IsForeign(string name) =>
        !s_kept.Any(k => name.StartsWith(k, StringComparison.Ordinal))
        && (name is "NUGET_PACKAGES" or "CI" || name.Equals("Configuration", StringComparison.OrdinalIgnoreCase) || name.StartsWith("TENCENTCLOUD_", StringComparison.Ordinal) || name.StartsWith("CloudBase__", StringComparison.Ordinal)
            || name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase));

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
