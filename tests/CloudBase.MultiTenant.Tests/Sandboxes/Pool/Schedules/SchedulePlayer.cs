using System.Text.Json;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>The process that plays schedules, one after the other, and says of each how it went: a line of JSON.</summary>
/// <remarks>Its pool of threads has one thread, so that a seed alone decides what runs before what, and a seed is played the same again.</remarks>
internal static class SchedulePlayer
{
    public const string Verb = "play-schedules";

    /// <summary>Makes every event of a schedule a line of its own.</summary>
    public const string Told = "--told";

    public static async Task<int> RunAsync(int first, int count, bool isTold)
    {
        ThreadPool.GetMaxThreads(out int threads, out _);
        if (threads != 1)
        {
            await Console.Error.WriteLineAsync($"This process has up to {threads} threads for what waits, and a schedule wants one: see {nameof(ScheduleProcess)}.");
            return 2;
        }

        // Off the main thread, which would be a second one.
        await Task.Run(() => PlayAsync(first, count, isTold ? Console.Out : null));
        return 0;
    }

    private static async Task PlayAsync(int first, int count, TextWriter? told)
    {
        for (int seed = first; seed < first + count; seed++)
        {
            using var schedule = new PoolSchedule(seed, told);
            ScheduleResult result = await schedule.RunAsync();
            Console.Out.WriteLine(JsonSerializer.Serialize(result));
        }
    }
}
