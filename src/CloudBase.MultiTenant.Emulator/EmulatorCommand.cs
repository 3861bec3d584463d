using CloudBase.MultiTenant.Emulator.Commands;
using CloudBase.MultiTenant.Emulator.Hosting;

namespace CloudBase.MultiTenant.Emulator;

/// <summary>The command line <c>cloudbase-emulator</c>: runs an emulator, or a command beside one, or moves its state.</summary>
public static class EmulatorCommand
{
    /// <summary>Carries out a command line.</summary>
    /// <param name="arguments">The arguments, without the program's name; <c>--help</c> lists them.</param>
    /// <param name="cancellationToken">Stops an emulator as Ctrl+C does.</param>
    /// <returns>0 done, 1 failed (one line on stderr says what and the way out), 2 not understood; <c>exec</c> returns its command's own.</returns>
    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        try
        {
            return arguments switch
            {
                ["--help" or "-h" or "help", ..] => Say(CommandLine.Usage),
                ["--version"] => Say(EmulatorVersion.Text),
                ["exec", .. var rest] => await ExecCommand.RunAsync(rest, cancellationToken).ConfigureAwait(false),
                ["export", .. var rest] => await StateCommand.ExportAsync(rest, cancellationToken).ConfigureAwait(false),
                ["import", .. var rest] => await StateCommand.ImportAsync(rest, cancellationToken).ConfigureAwait(false),
                [var verb, ..] when !verb.StartsWith('-') => throw new ArgumentException($"'{verb}' is not a command: there are exec, export and import, and without one an emulator is run; see --help."),
                _ => await RunCommand.RunAsync(arguments, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (ArgumentException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return 2;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return 1;
        }
    }

    private static int Say(string text)
    {
        Console.WriteLine(text);
        return 0;
    }
}
