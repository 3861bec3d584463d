using System.Globalization;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>Seeded schedules of failures, throttles, lost replies, late starts and deaths, two hosts, restarts, a store that is gone for a while, sandboxes that are not well, limits of a tenant, and hosts of two releases with another template or provider.</summary>
/// <remarks>
/// Set CLOUDBASE_SCHEDULES to the number of schedules for a longer run, and CLOUDBASE_FIRST_SCHEDULE to the first seed. A seed is played again, each of its events in a line,
/// by this project's program: <c>play-schedules SEED 1 --told</c>, with DOTNET_ThreadPool_ForceMinWorkerThreads and DOTNET_ThreadPool_ForceMaxWorkerThreads at 1.
/// </remarks>
public sealed class PoolScheduleTests(ITestOutputHelper output)
{
    private static readonly int s_count = Read("CLOUDBASE_SCHEDULES", 400);

    private static readonly int s_first = Read("CLOUDBASE_FIRST_SCHEDULE", 0);

    [Fact]
    public async Task Schedules_NoDoubleOwnerNeverAboveTheCeilingNothingOrphanedEveryoneAnswered()
    {
        IReadOnlyList<ScheduleResult> played = await ScheduleProcess.PlayAsync(s_first, s_count);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {played.Count:N0} schedules: {played.Sum(p => p.Answered):N0} calls answered, {played.Sum(p => p.Leases):N0} with a lease;
            {played.Sum(p => p.Deaths):N0} hosts and sandboxes died; {played.Average(p => p.MostRunning):0.0} sandboxes ran at most, on average.
            """));
        played.Where(p => p.Breach is not null).Select(p => p.Breach).Should().BeEmpty();
        played.Should().HaveCount(s_count);
        played.Sum(p => p.Leases).Should().BeGreaterThan(s_count);
    }

    [Fact]
    public async Task Schedule_OfASeed_IsPlayedTheSameAgain()
    {
        IReadOnlyList<ScheduleResult>[] twice = await Task.WhenAll(ScheduleProcess.PlayPartAsync(0, 16), ScheduleProcess.PlayPartAsync(4, 12));

        twice[1].Should().Equal(twice[0].Skip(4));
        twice[0].Select(p => p.Trace).Should().OnlyHaveUniqueItems();
    }

    private static int Read(string variable, int otherwise) => int.Parse(Environment.GetEnvironmentVariable(variable) ?? $"{otherwise}", CultureInfo.InvariantCulture);
}
