using QuickStart.CommandLine;
using Spectre.Console;

namespace QuickStart.Output;

/// <summary>Chooses how a run is shown.</summary>
internal static class Views
{
    internal static IQuickStartView Create(QuickStartSettings settings, TimeProvider time)
    {
        if (settings.Json)
        {
            return new JsonProgressView(new PlainView(Console.Error, Console.Error, time));
        }

        return Console.IsOutputRedirected
            ? new PlainView(Console.Out, Console.Error, time)
            : new TerminalView(AnsiConsole.Console, AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }), time);
    }
}
