using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using CloudBase.MultiTenant.Emulator.Hosting;

namespace CloudBase.MultiTenant.Emulator.Commands;

/// <summary><c>exec [SWITCHES] -- CMD ARGS</c>: an emulator on a free port for as long as a command runs.</summary>
internal static class ExecCommand
{
    private const int NotExecutable = 126;
    private const int NotFound = 127;

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var split = arguments.ToList().IndexOf("--");
        if (split < 0 || split == arguments.Count - 1)
        {
            throw new ArgumentException("exec needs a command after two dashes: cloudbase-emulator exec -- npm test");
        }

        if (arguments.Take(split).FirstOrDefault(argument => argument == "--print" || argument.StartsWith("--print=", StringComparison.Ordinal)) is not null)
        {
            throw new ArgumentException("--print is for an emulator without a command: exec gives the command these settings as environment variables. Leave it out.");
        }

        var options = CommandLine.Parse(["--urls", "http://127.0.0.1:0", .. arguments.Take(split)]);
        var emulator = await CloudBaseEmulator.StartAsync(options, cancellationToken).ConfigureAwait(false);
        await using (emulator.ConfigureAwait(false))
        {
            var settings = new ConnectionSettings(emulator, options.Region);
            await Console.Error.WriteLineAsync($"CloudBase emulator at {settings.Endpoint} for: {arguments[split + 1]}").ConfigureAwait(false);
            _ = BrokenWatch.SayAsync(emulator);
            return await RunChildAsync(arguments[split + 1], [.. arguments.Skip(split + 2)], settings, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<int> RunChildAsync(string command, string[] arguments, ConnectionSettings settings, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command, arguments) { UseShellExecute = false };
        foreach (var name in ConnectionSettings.Foreign)
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings.Environment)
        {
            start.Environment[name] = value;
        }

        // The command runs before its start has returned: a signal in between waits, and is the command's.
        Lock starting = new();
        Process? child = null;
        using var signals = new StopSignals(cancellationToken, signal =>
        {
            lock (starting)
            {
                return PassOn(child, signal);
            }
        });
        try
        {
            lock (starting)
            {
                child = Process.Start(start)!;
            }
        }
        catch (Win32Exception exception)
        {
            // 2 is ENOENT and ERROR_FILE_NOT_FOUND; the codes are those of a shell.
            var code = exception.NativeErrorCode == 2 && !Directory.Exists(command) ? NotFound : NotExecutable;
            await Console.Error.WriteLineAsync(Problem(command, code, exception.NativeErrorCode)).ConfigureAwait(false);
            return code;
        }

        using (child)
        {
            var ended = child.WaitForExitAsync(CancellationToken.None);
            if (await Task.WhenAny(ended, signals.Stopped).ConfigureAwait(false) != ended)
            {
                child.Kill(entireProcessTree: true);
            }

            await ended.ConfigureAwait(false);
            return child.ExitCode;
        }
    }

    private static string Problem(string command, int code, int error) =>
        code == NotFound ? $"'{command}' was not found: it must be a program's path, or its name in a directory of PATH. Check how it is written, or give its path: cloudbase-emulator exec -- ./program"
        : Directory.Exists(command) ? $"'{command}' is a directory but must be a program: cloudbase-emulator exec -- npm test"
        : $"'{command}' could not be run ({new Win32Exception(error).Message}): it must be a program that you may run. Make it one (chmod +x), or name what runs it: cloudbase-emulator exec -- sh {command}";

    /// <summary>Gives a signal to the command, which decides what to do about it.</summary>
    private static bool PassOn(Process? child, PosixSignal signal)
    {
        if (child is null || OperatingSystem.IsWindows())
        {
            // On Windows Ctrl+C reaches every process of the console by itself.
            return child is not null && signal == PosixSignal.SIGINT;
        }

        // A terminal sends Ctrl+C to the command too; a second one would mean "at once" to many.
        if (signal == PosixSignal.SIGINT && !Console.IsInputRedirected)
        {
            return true;
        }

        var number = signal switch { PosixSignal.SIGINT => 2, PosixSignal.SIGHUP => 1, _ => 15 };
        return NativeMethods.Kill(child.Id, number) == 0;
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "kill")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        internal static extern int Kill(int process, int signal);
    }
}
