using System.Diagnostics;

namespace CloudBase.MultiTenant.Emulator.Tests.Support;

/// <summary>The emulator in a process of its own, which can be killed.</summary>
internal sealed class EmulatorProcess : IDisposable
{
    private readonly Process _process;

    private EmulatorProcess(Process process, Uri endpoint, IReadOnlyList<string> said)
    {
        _process = process;
        Endpoint = endpoint;
        Said = said;
    }

    public Uri Endpoint { get; }

    public IReadOnlyList<string> Said { get; }

    public int Id => _process.Id;

    public static async Task<EmulatorProcess> StartAsync(params string[] arguments)
    {
        var process = Launch(arguments);
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
        using var process = Launch(arguments);
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
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static Process Launch(string[] arguments)
    {
        var dll = typeof(CloudBaseEmulator).Assembly.Location;
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(dll);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
