using System.Diagnostics;
using System.Text;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Processes;

/// <summary>A real process of a built program. Killing it is kill -9 of exactly its id.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _process = new();
    private readonly List<string> _output = [];
    private readonly List<string> _error = [];

    private ChildProcess()
    {
    }

    /// <summary>Raised for every line of stdout and stderr, on a thread of the pool.</summary>
    private event Action<string>? Line;

    internal static ChildProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, Action<ChildProcess, string>? onLine = null, bool closeInput = true,
        Action<string>? onOutput = null)
    {
        File.Exists(program).Should().BeTrue("{0} is built together with the tests", program);
        ChildProcess child = new();
        ProcessStartInfo start = child._process.StartInfo;
        // A shell's background job ignores Ctrl+C, and so would its children: env gives the default back, and becomes the program.
        (start.FileName, start.UseShellExecute) = ("env", false);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Keys of the machine that runs the tests must not reach a test.
        foreach (string inherited in start.Environment.Keys.Where(k => k.StartsWith("TENCENTCLOUD_", StringComparison.Ordinal) || k.StartsWith("CloudBase__", StringComparison.Ordinal) || k.StartsWith("CLOUDBASE_EMULATOR_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        child.Line += line => onLine?.Invoke(child, line);
        child._process.OutputDataReceived += (_, e) =>
        {
            child.Take(child._output, e.Data);
            if (e.Data is not null)
            {
                onOutput?.Invoke(e.Data);
            }
        };
        child._process.ErrorDataReceived += (_, e) => child.Take(child._error, e.Data);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        if (closeInput)
        {
            child._process.StandardInput.Close();
        }

        return child;
    }

    internal static async Task<ProcessResult> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, Action<ChildProcess, string>? onLine = null)
    {
        await using ChildProcess child = Start(program, arguments, environment, onLine);
        return await child.WaitAsync();
    }

    /// <summary>Writes a line to a process whose input was left open.</summary>
    internal async Task SendLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    internal void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself first.
        }
    }

    internal void Interrupt()
    {
        using Process kill = Process.Start("kill", ["-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    internal async Task<ProcessResult> WaitAsync()
    {
        using CancellationTokenSource limit = new(Patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
            await _process.WaitForExitAsync();
            throw new TimeoutException($"The process did not end within {Patience}: {Snapshot()}");
        }

        return Snapshot();
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private ProcessResult Snapshot()
    {
        lock (_output)
        {
            return new ProcessResult(_process.HasExited ? _process.ExitCode : -1, [.. _output], [.. _error]);
        }
    }

    private void Take(List<string> lines, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            lines.Add(line);
        }

        Line?.Invoke(line);
    }
}
