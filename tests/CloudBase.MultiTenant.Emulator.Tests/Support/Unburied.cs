using System.Diagnostics;

namespace CloudBase.MultiTenant.Emulator.Tests.Support;

/// <summary>Processes as in a container without an init: the first one there buries nobody.</summary>
internal static class Unburied
{
    /// <summary>What comes before a command.</summary>
    /// <param name="folder">Holds its temporary files: all that would remove them is killed with it.</param>
    public static string[] Before(string folder) =>
    [
        "unshare", .. Environment.UserName == "root" ? (string[])[] : ["--user", "--map-root-user"],
        "--pid", "--fork", "--kill-child", "--mount-proc", "--", "/bin/sh", "-c", "\"$@\" & exec sleep 3600", "sh", "env", $"TMPDIR={folder}",
    ];

    /// <summary>Runs classes of this project's tests there, and returns what was said up to their count. What nobody buries can keep them from ending.</summary>
    public static async Task<string> RunTestsAsync(string folder, CancellationToken cancellationToken, params Type[] classes)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        string[] command = [.. Before(folder), "dotnet", typeof(Unburied).Assembly.Location, .. classes.SelectMany(c => (string[])["-class", c.FullName!])];
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        try
        {
            List<string> said = [];
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                said.Add(line);
                if (line.Contains("Total:", StringComparison.Ordinal))
                {
                    break;
                }
            }

            return string.Join('\n', said);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
