using System.Globalization;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>Seeded schedules of failures, throttles, lost replies, late starts and deaths, two hosts, restarts and a store that is gone for a while.</summary>
/// <remarks>
/// The seed draws who does what and what goes wrong. Flows of hosts run on threads, so that a seed that fails may need several runs to fail again. Set
/// CLOUDBASE_SCHEDULES to the number of schedules for a longer run.
/// </remarks>
public sealed class PoolScheduleTests(ITestOutputHelper output)
{
    private static readonly int s_count = int.Parse(Environment.GetEnvironmentVariable("CLOUDBASE_SCHEDULES") ?? "300", CultureInfo.InvariantCulture);

    private static readonly int s_first = int.Parse(Environment.GetEnvironmentVariable("CLOUDBASE_FIRST_SCHEDULE") ?? "0", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Schedules_NoDoubleOwnerNeverAboveTheCeilingNothingOrphanedEveryoneAnswered()
    {
        int answered = 0, leases = 0, deaths = 0, running = 0;
        List<string> broken = [];
        await Parallel.ForEachAsync(Enumerable.Range(s_first, s_count), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (seed, _) =>
        {
            using var schedule = new PoolSchedule(seed);
            try
            {
                await schedule.RunAsync();
            }
            catch (Exception e)
            {
                lock (broken)
                {
                    broken.Add(e.Message);
                }
            }

            Interlocked.Add(ref answered, schedule.Answered);
            Interlocked.Add(ref leases, schedule.Leases);
            Interlocked.Add(ref deaths, schedule.Deaths);
            Interlocked.Add(ref running, schedule.MostRunning);
        });

        output.WriteLine($"{s_count} schedules: {answered} calls answered, {leases} with a lease; {deaths} hosts and sandboxes died; {(double)running / s_count:0.0} sandboxes ran at most, on average.");
        broken.Should().BeEmpty();
        leases.Should().BeGreaterThan(s_count);
    }
}
