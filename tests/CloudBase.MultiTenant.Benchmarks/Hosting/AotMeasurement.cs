using System.Globalization;
using System.Text.RegularExpressions;
using CloudBase.MultiTenant.Benchmarks.Onboarding;

namespace CloudBase.MultiTenant.Benchmarks.Hosting;

/// <summary>Starts a host that was compiled ahead of time again and again, and prints when its first signed call was answered.</summary>
internal static partial class AotMeasurement
{
    private const int Runs = 31;

    internal static async Task RunAsync(string program)
    {
        await using EmulatorChild emulator = await EmulatorChild.StartAsync();
        List<(double Host, double Call, double Memory)> runs = [];
        for (int run = -3; run < Runs; run++)
        {
            string line = await MeasuredStart.LineAsync(program, emulator.Endpoint.ToString(), emulator.SecretId, emulator.SecretKey, MeasuredStart.Now);
            double[] numbers = [.. Number().Matches(line).Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture))];

            // The first ones find the files on disk and the emulator not compiled yet.
            if (run >= 0)
            {
                runs.Add((numbers[0], numbers[1], numbers[2]));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {Runs} starts of {Path.GetFileName(program)}, {new FileInfo(program).Length / 1e6:F1} MB, {Environment.ProcessorCount} cores
            host started:               median {MeasuredStart.Median(runs.Select(r => r.Host)):F1} ms
            first signed call answered: median {MeasuredStart.Median(runs.Select(r => r.Call)):F1} ms, {runs.Min(r => r.Call):F1} to {runs.Max(r => r.Call):F1} ms after the process was started
            working set then:           median {MeasuredStart.Median(runs.Select(r => r.Memory)):F1} MiB
            """));
    }

    [GeneratedRegex(@"\d+\.\d")]
    private static partial Regex Number();
}
