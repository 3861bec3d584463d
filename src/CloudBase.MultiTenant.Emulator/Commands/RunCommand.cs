using System.Diagnostics;
using CloudBase.MultiTenant.Emulator.Hosting;
using CloudBase.MultiTenant.Emulator.Sandboxes;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

namespace CloudBase.MultiTenant.Emulator.Commands;

/// <summary>Runs an emulator until it is told to stop.</summary>
internal static class RunCommand
{
    /// <summary>How long the first screen waits to know how sandboxes are isolated here.</summary>
    private static readonly TimeSpan s_sandboxWait = TimeSpan.FromMilliseconds(300);

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (options, print) = CommandLine.ParseRun(arguments);
        // Registered before the start: a Ctrl+C in the middle of it stops in order too.
        using var stop = new StopSignals(cancellationToken);
        // Tried while the rest starts: it takes a process or two.
        var runtime = SandboxRuntimeChoice.For(options);
        var describing = runtime.DescribeAsync(s_sandboxWait);
        var emulator = await CloudBaseEmulator.StartAsync(options, runtime, CancellationToken.None).ConfigureAwait(false);
        await using (emulator.ConfigureAwait(false))
        {
            var settings = new ConnectionSettings(emulator, options.Region);
            var sandboxes = await describing.ConfigureAwait(false);
            await Console.Error.WriteLineAsync(FirstScreen.Write(emulator, options, settings, sandboxes, SinceStart())).ConfigureAwait(false);
            if (print is not null)
            {
                await Console.Out.WriteAsync(print == "json" ? settings.ToJson() : settings.ToLines()).ConfigureAwait(false);
                await Console.Out.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            }

            if (sandboxes[0].StartsWith(RuntimeSource.BeingTried, StringComparison.Ordinal))
            {
                _ = SayLaterAsync(runtime);
            }

            _ = BrokenWatch.SayAsync(emulator);
            var memory = new ResidentMemory(() => emulator.CallsAnswered, () => Environment.WorkingSet, TimeProvider.System, ResidentMemory.Collect);
            await using (memory.ConfigureAwait(false))
            {
                await stop.Stopped.ConfigureAwait(false);
            }
        }

        return 0;
    }

    /// <summary>Says how sandboxes are kept apart when a slow machine has found out.</summary>
    private static async Task SayLaterAsync(RuntimeSource runtime)
    {
        var lines = await runtime.DescribeAsync(Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        await Console.Error.WriteLineAsync($"Sandboxes: {string.Join("\n  ", lines)}").ConfigureAwait(false);
    }

    private static TimeSpan SinceStart()
    {
        using var process = Process.GetCurrentProcess();
        return TimeProvider.System.GetUtcNow() - process.StartTime.ToUniversalTime();
    }
}
