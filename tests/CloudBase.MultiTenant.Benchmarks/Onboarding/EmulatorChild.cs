using System.Diagnostics;

namespace CloudBase.MultiTenant.Benchmarks.Onboarding;

/// <summary>An emulator in a process of its own: no delivery delay, no limits, state in memory.</summary>
internal sealed class EmulatorChild : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);

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

    /// <summary>Gets the bytes of memory that are the process's at this moment, as the system counts them.</summary>
    internal long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Gets the time from the start of the process to its word that it is ready.</summary>
    internal TimeSpan ReadyAfter { get; private set; }

    internal Uri Endpoint => new(_settings["CLOUDBASE_EMULATOR_ENDPOINT"]);

    internal string SecretId => _settings["CloudBase__TencentCloud__SecretId"];

    internal string SecretKey => _settings["CloudBase__TencentCloud__SecretKey"];

    internal string SandboxApiKey => _settings["E2B_API_KEY"];

    /// <summary>Gets how it keeps sandboxes apart, as its first screen says.</summary>
    internal string SandboxTier { get; private set; } = "unknown";

    internal string ManagementEnvironment => _settings["CloudBase__ManagementEnvironment"];

    /// <summary>Starts the command as its package has it: with the runtime settings of the tool.</summary>
    internal static async Task<EmulatorChild> StartAsync(params string[] switches)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "CloudBase.MultiTenant.Emulator.Tool.dll");
        long start = Stopwatch.GetTimestamp();
        Process process = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", "--runtimeconfig", Path.ChangeExtension(program, ".runtimeconfig.json"), program, "--urls", "http://127.0.0.1:0", "--no-limits", "--print", "env", .. switches])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        EmulatorChild child = new(process);
        while (await process.StandardError.ReadLineAsync() is { } line && !line.Contains("safe to connect", StringComparison.Ordinal))
        {
            child.SandboxTier = line.StartsWith("  Sandboxes ", StringComparison.Ordinal) ? line["  Sandboxes ".Length..].Trim() : child.SandboxTier;
        }

        child.ReadyAfter = Stopwatch.GetElapsedTime(start);

        // Read on, so that what it logs never fills the pipe.
        _ = process.StandardError.ReadToEndAsync();
        while (!child._settings.ContainsKey("CloudBase__TencentCloud__Region"))
        {
            string line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The emulator did not start.");
            string[] pair = line.Split('=', 2);
            child._settings[pair[0]] = pair[1];
        }

        return child;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
