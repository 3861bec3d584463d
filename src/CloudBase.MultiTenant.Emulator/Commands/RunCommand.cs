using System.Diagnostics;
using CloudBase.MultiTenant.Emulator.Hosting;

namespace CloudBase.MultiTenant.Emulator.Commands;

/// <summary>Runs an emulator until it is told to stop.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (options, print) = CommandLine.ParseRun(arguments);
        // Registered before the start: a Ctrl+C in the middle of it stops in order too.
        using var stop = new StopSignals(cancellationToken);
        var emulator = await CloudBaseEmulator.StartAsync(options, CancellationToken.None).ConfigureAwait(false);
        await using (emulator.ConfigureAwait(false))
        {
            var settings = new ConnectionSettings(emulator, options.Region);
            await Console.Error.WriteLineAsync(FirstScreen.Write(emulator, options, settings, SinceStart())).ConfigureAwait(false);
            if (print is not null)
            {
                await Console.Out.WriteAsync(print == "json" ? settings.ToJson() : settings.ToLines()).ConfigureAwait(false);
                await Console.Out.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            }

            await stop.Stopped.ConfigureAwait(false);
        }

        return 0;
    }

    private static TimeSpan SinceStart()
    {
        using var process = Process.GetCurrentProcess();
        return TimeProvider.System.GetUtcNow() - process.StartTime.ToUniversalTime();
    }
}
