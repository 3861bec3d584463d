using System.Diagnostics;

namespace CloudBase.MultiTenant.Emulator.Tests.Support;

/// <summary>The emulator in a process of its own, which can be killed.</summary>
internal sealed class EmulatorProcess : IDisposable
{
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<string> _said;

    private EmulatorProcess(Process process, Uri endpoint, List<string> said)
    {
        _process = process;
        _said = said;
        Endpoint = endpoint;
        _ = ListenAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>The lines that it has written to standard error so far.</summary>
    public List<string> Said
    {
        get
        {
            lock (_gate)
            {
                return [.. _said];
            }
        }
    }

    public int Id => _process.Id;

    public static Task<EmulatorProcess> StartAsync(params string[] arguments) => StartAsync(Launch([], arguments));

    /// <summary>Starts one that sees this machine as some lines of shell have changed its mounts; nobody else sees the change.</summary>
    public static Task<EmulatorProcess> StartWhereAsync(string changed, params string[] arguments)
    {
        string[] user = Environment.UserName == "root" ? [] : ["--user", "--map-root-user"];
        return StartAsync(Launch(["unshare", .. user, "--mount", "--", "/bin/sh", "-c", $"set -e; {changed}; exec \"$@\"", "sh"], arguments));
    }

    /// <summary>Starts one where the machine's first process buries nobody.</summary>
    public static Task<EmulatorProcess> StartUnburiedAsync(string folder, params string[] arguments) => StartAsync(Launch(Unburied.Before(folder), arguments));

    private static async Task<EmulatorProcess> StartAsync(Process process)
    {
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (line.StartsWith("Ready.", StringComparison.Ordinal))
            {
                var endpoint = said.Single(text => text.StartsWith("  Endpoint ", StringComparison.Ordinal)).Split(' ')[^1];
                return new EmulatorProcess(process, new Uri(endpoint), said);
            }
        }

        throw new InvalidOperationException($"The emulator ended: {string.Join('\n', said)}");
    }

    public static async Task<(int ExitCode, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Launch([], arguments);
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }

    /// <summary>SIGKILL: nothing of the process runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        // Waited for: whoever gave it a folder takes that back.
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _said.Add(line);
            }
        }
    }

    private static Process Launch(string[] before, string[] arguments)
    {
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        string[] command = [.. before, dotnet, typeof(CloudBaseEmulator).Assembly.Location, .. arguments];
        var start = new ProcessStartInfo(command[0]) { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in command[1..])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
