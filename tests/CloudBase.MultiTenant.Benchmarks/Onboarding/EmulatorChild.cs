using System.Diagnostics;

namespace CloudBase.MultiTenant.Benchmarks.Onboarding;

/// <summary>An emulator in a process of its own: no delivery delay, no limits, state in memory.</summary>
internal sealed class EmulatorChild : IAsyncDisposable
{
    private readonly Process _process;

    private EmulatorChild(Process process) => _process = process;

    internal int Id => _process.Id;

    internal TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    internal Uri Endpoint { get; private set; } = null!;

    internal string SecretId { get; private set; } = string.Empty;

    internal string SecretKey { get; private set; } = string.Empty;

    internal string ManagementEnvironment { get; private set; } = string.Empty;

    internal static async Task<EmulatorChild> StartAsync()
    {
        string program = typeof(CloudBase.MultiTenant.Emulator.CloudBaseEmulator).Assembly.Location;
        Process process = Process.Start(new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", Path.ChangeExtension(program, ".runtimeconfig.json"), program, "--urls", "http://127.0.0.1:0", "--no-limits"])
        {
            RedirectStandardError = true,
        })!;
        EmulatorChild child = new(process);
        while (await process.StandardError.ReadLineAsync() is { } line && !line.Contains("safe to connect", StringComparison.Ordinal))
        {
            child.Read(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return child.Endpoint is null ? throw new InvalidOperationException("The emulator did not start.") : child;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Read(string[] words)
    {
        switch (words)
        {
            case ["endpoint", var address]:
                Endpoint = new Uri(address);
                break;
            case ["SecretId", var id]:
                SecretId = id;
                break;
            case ["SecretKey", var key]:
                SecretKey = key;
                break;
            case ["management", "environment", var environment]:
                ManagementEnvironment = environment;
                break;
        }
    }
}
