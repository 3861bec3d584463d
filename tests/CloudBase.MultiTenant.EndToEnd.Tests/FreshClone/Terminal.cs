using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Xml.Linq;
using CloudBase.MultiTenant.EndToEnd.Tests.Packages;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.FreshClone;

/// <summary>A reader's terminal: lines are typed as they stand on the page, one block goes on where the last one ended, and the home is new.</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _running = [];
    private int _blocks;

    internal Terminal()
    {
        Place = Directory.CreateDirectory(_folder.File("work")).FullName;
        // What others publish is taken from the machine's packages where it is there; ours are in a folder of this home only.
        Directory.CreateDirectory(Path.Combine(Home, ".nuget", "NuGet", "config"));
        _folder.Write(
            "home/.nuget/NuGet/config/machine.config",
            "<configuration>",
            $"  <config><add key=\"globalPackagesFolder\" value=\"{Path.Combine(Home, "packages")}\" /></config>",
            $"  <fallbackPackageFolders><add key=\"machine\" value=\"{Stranger.MachinePackages}\" /></fallbackPackageFolders>",
            "</configuration>");
        if (Sources() is { } sources)
        {
            _folder.Write("home/.nuget/NuGet/NuGet.Config", "<configuration>", $"  {sources}", "</configuration>");
        }
    }

    /// <summary>Gets where the next line is typed.</summary>
    internal string Place { get; private set; }

    private string Home => _folder.File("home");

    /// <summary>Clones the repository's last commit, as git does from anywhere.</summary>
    internal async Task CloneAsync()
    {
        ProcessResult cloned = await Tool.RunAsync(Place, "git", "clone", "-q", RepositoryLayout.Root, "clone");
        cloned.ExitCode.Should().Be(0, "{0}", cloned);
        Place = Path.Combine(Place, "clone");
        // A reader's clone has its remote elsewhere; nothing asks it.
        (await Tool.RunAsync(Place, "git", "remote", "set-url", "origin", ClonedPackages.Remote + ".git")).ExitCode.Should().Be(0);
    }

    /// <summary>Types a block, and remembers which folder it ended in.</summary>
    internal async Task<ProcessResult> RunAsync(string lines)
    {
        string place = _folder.File("place");
        using Process process = Start($"{lines}\npwd > '{place}'\n");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(30));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            End(process);
        }

        if (process.ExitCode == 0)
        {
            Place = (await File.ReadAllTextAsync(place)).TrimEnd('\n');
        }

        return new ProcessResult(process.ExitCode, (await output).Split('\n'), (await error).Split('\n'));
    }

    /// <summary>Types a block that stays up, in a terminal beside this one, and returns the line that says that it is there, and what it says from then on.</summary>
    internal async Task<(string Line, Func<IReadOnlyList<string>> Heard)> StayAsync(string lines, string says)
    {
        Process process = Start(lines);
        _running.Add(process);
        TaskCompletionSource<string> said = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> heard = [];
        DataReceivedEventHandler hear = (_, line) =>
        {
            lock (heard)
            {
                heard.Add(line.Data ?? string.Empty);
            }

            if (line.Data?.Contains(says, StringComparison.Ordinal) == true)
            {
                said.TrySetResult(line.Data);
            }
        };
        process.OutputDataReceived += hear;
        process.ErrorDataReceived += hear;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Task.WhenAny(said.Task, process.WaitForExitAsync(), Task.Delay(TimeSpan.FromMinutes(30)));
        lock (heard)
        {
            said.Task.IsCompleted.Should().BeTrue("'{0}' is said by what '{1}' starts: {2}", says, lines, string.Join('\n', heard));
        }

        return (await said.Task, Heard);

        IReadOnlyList<string> Heard()
        {
            lock (heard)
            {
                return [.. heard];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Process process in _running)
        {
            End(process);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _folder.Dispose();
    }

    /// <summary>Gets whether nobody listens on a port of this machine.</summary>
    internal static bool IsFree(int port)
    {
        try
        {
            using TcpListener listener = new(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The sources that whoever runs the tests has; null for none, and then NuGet writes its own into a home that has no such file.</summary>
    private static string? Sources()
    {
        string file = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "NuGet", "NuGet.Config");
        return File.Exists(file) ? XDocument.Load(file).Root!.Element("packageSources")?.ToString() : null;
    }

    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private Process Start(string lines)
    {
        string script = _folder.Write($"block{_blocks++}.sh", "set -eu", lines);
        ProcessStartInfo start = Tool.StartInfo(Place, "bash", [script]);
        start.Environment["HOME"] = start.Environment["DOTNET_CLI_HOME"] = Home;
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        // The page's own port is for a reader, who has no other tests beside.
        start.Environment["Kestrel__Endpoints__Http__Url"] = "http://127.0.0.1:0";
        foreach (string name in start.Environment.Keys.Where(n => n.StartsWith("XDG_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        return Process.Start(start)!;
    }
}
