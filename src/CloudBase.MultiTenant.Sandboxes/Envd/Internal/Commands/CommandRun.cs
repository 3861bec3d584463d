using CloudBase.MultiTenant.Sandboxes.Envd.Internal.Wire;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Commands;

/// <summary>What is known of one command while it runs: its limits, what it wrote, how long it has been running.</summary>
internal sealed class CommandRun(SandboxId sandbox, CommandOptions options, TimeProvider timeProvider)
{
    private readonly long _startedAt = timeProvider.GetTimestamp();
    private readonly OutputCollector _output = new(options.MaxOutputBytes);
    private readonly OutputCollector _error = new(options.MaxOutputBytes);

    public TimeSpan Elapsed => timeProvider.GetElapsedTime(_startedAt);

    /// <summary>How long it may still run; longer than any wait where nothing limits it.</summary>
    public TimeSpan Left => options.Timeout is { } timeout ? timeout - Elapsed : TimeSpan.MaxValue;

    public void Add(ProcessOutput? output)
    {
        _output.Add(output?.Stdout);
        _error.Add(output?.Stderr);
    }

    public CommandResult Result(ProcessEnded ended)
    {
        string? signal = ended.Exited || ended.Status?.StartsWith("signal: ", StringComparison.Ordinal) != true ? null : EnvdFault.Clean(ended.Status["signal: ".Length..]);
        return Result(ended.ExitCode, signal) with { OutOfMemory = signal is not null && Names(ended, "out of memory"), OutOfDisk = signal is not null && Names(ended, "out of disk") };
    }

    /// <summary>What envd says of a command's stream, as this library's error.</summary>
    public Exception? Translate(EnvdFault fault)
    {
        if (fault.Code == "deadline_exceeded")
        {
            return TimedOut(null);
        }

        return options.WorkingDirectory is { } folder && fault.Is("invalid_argument", 400) && (fault.Says("cwd") || fault.Says(folder))
            ? new SandboxFileException($"The command of sandbox '{sandbox}' was not started: its working folder '{folder}' is not there ({fault}). Make it with Files.CreateDirectoryAsync.", sandbox, folder, SandboxFileProblem.NotFound)
            : null;
    }

    public SandboxCommandTimeoutException TimedOut(Exception? cause) => new(
        $"The command ran longer than {options.Timeout} in sandbox '{sandbox}' and was killed. Give it more time with CommandOptions.Timeout, or see in the error's Output what it was at.",
        sandbox,
        options.Timeout.GetValueOrDefault(),
        Result(-1, "killed"),
        cause);

    private static bool Names(ProcessEnded ended, string reason) =>
        ended.Error?.Contains(reason, StringComparison.OrdinalIgnoreCase) == true || ended.Status!.Contains(reason, StringComparison.OrdinalIgnoreCase);

    private CommandResult Result(int exitCode, string? signal) => new()
    {
        ExitCode = exitCode,
        Signal = signal,
        StandardOutput = _output.ToString(),
        StandardError = _error.ToString(),
        IsTruncated = _output.IsTruncated || _error.IsTruncated,
        Duration = Elapsed,
    };
}
