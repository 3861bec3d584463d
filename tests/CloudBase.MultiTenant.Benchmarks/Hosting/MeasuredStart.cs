using System.Diagnostics;
using System.Globalization;

namespace CloudBase.MultiTenant.Benchmarks.Hosting;

/// <summary>Starts of processes, each told when it was started, on the one clock that both see.</summary>
internal static class MeasuredStart
{
    /// <summary>What the line with the measurement begins with.</summary>
    internal const string Mark = "host ";

    internal static string Now => ((DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture);

    internal static double MillisecondsSince(string started) => ((DateTime.UtcNow - DateTime.UnixEpoch).Ticks / 1e4) - (long.Parse(started, CultureInfo.InvariantCulture) / 1e6);

    internal static async Task<string> LineAsync(string program, params IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        // A host logs to the same place.
        string? line = output.Split('\n').FirstOrDefault(l => l.StartsWith(Mark, StringComparison.Ordinal));
        return process.ExitCode == 0 && line is not null ? line[Mark.Length..] : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}");
    }

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
