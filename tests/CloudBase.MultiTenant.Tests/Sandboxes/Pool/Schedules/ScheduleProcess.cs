using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>Plays schedules in processes of their own, each with one thread for all that waits.</summary>
internal static class ScheduleProcess
{
    /// <summary>Plays so many schedules from a first seed on, in as many processes as there are cores.</summary>
    public static async Task<IReadOnlyList<ScheduleResult>> PlayAsync(int first, int count)
    {
        int processes = Math.Clamp(Environment.ProcessorCount, 1, count);
        int each = (count + processes - 1) / processes;
        IReadOnlyList<ScheduleResult>[] parts = await Task.WhenAll(
            Enumerable.Range(0, processes).Select(i => PlayPartAsync(first + (i * each), Math.Min(each, count - (i * each)))));
        return [.. parts.SelectMany(p => p)];
    }

    /// <summary>Plays them in one process.</summary>
    public static async Task<IReadOnlyList<ScheduleResult>> PlayPartAsync(int first, int count)
    {
        if (count <= 0)
        {
            return [];
        }

        ProcessStartInfo start = new(
            "dotnet",
            [typeof(ScheduleProcess).Assembly.Location, SchedulePlayer.Verb, first.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["DOTNET_ThreadPool_ForceMinWorkerThreads"], start.Environment["DOTNET_ThreadPool_ForceMaxWorkerThreads"]) = ("1", "1");
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync();
            List<ScheduleResult> results = [];
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                results.Add(JsonSerializer.Deserialize<ScheduleResult>(line)!);
            }

            await process.WaitForExitAsync();
            return process.ExitCode == 0 && results.Count == count
                ? results
                : throw new InvalidOperationException($"The process ended with {process.ExitCode} after {results.Count} of {count} schedules from {first} on: {await errors}");
        }
        finally
        {
            process.Kill();
        }
    }
}
