using System.Reflection;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>Draws how the pool of a schedule is set.</summary>
internal static class ScheduleOptions
{
    /// <summary>The options of a host of a release: what was drawn, but for what a release changes.</summary>
    public static SandboxPoolOptions Of(SandboxPoolOptions drawn, ScheduleRelease release)
    {
        SandboxPoolOptions options = new();
        foreach (PropertyInfo option in typeof(SandboxPoolOptions).GetProperties().Where(p => p.CanWrite))
        {
            option.SetValue(options, option.GetValue(drawn));
        }

        (options.Base, options.Version, options.Provider) = (release.Base, release.Version, release.Provider);
        return options;
    }

    public static SandboxPoolOptions Draw(ScheduleChance chance) => new()
    {
        WarmTarget = chance.Next(4),
        MaxTotal = chance.Next(3, 7),
        RefillPerSecond = chance.Next(1, 20),
        WaitForWarm = chance.Seconds(chance.Next(2) * 3),
        WaitForRoom = chance.Seconds(chance.Next(2) * 20),
        IdleAfter = TimeSpan.FromSeconds(chance.Next(2, 30)),
        IdleGrace = TimeSpan.FromSeconds(chance.Next(0, 10)),
        OnIdle = (SandboxExpiryAction)chance.Next(Enum.GetValues<SandboxExpiryAction>().Length),
        SnapshotOnPause = chance.Next(2) == 0,
        StopOnReturn = chance.Next(4) == 0,
        ColdWhenEmpty = chance.Next(4) != 0,
        ProbeCommand = chance.Next(2) == 0 ? "probe" : null,
        MaxRunningPerTenant = chance.Next(3) == 0 ? 2 : null,
        MaxPerTenant = chance.Next(3) == 0 ? chance.Next(1, 4) : null,
        MaxPausedBytesPerTenant = chance.Next(3) == 0 ? chance.Next(ScheduleSteps.MostWork * 2) : null,
        CallTimeout = TimeSpan.FromSeconds(chance.Next(10, 60)),
        StartTimeout = TimeSpan.FromSeconds(chance.Next(30, 120)),
        ProviderLifetime = TimeSpan.FromHours(24),
        CheckInterval = TimeSpan.FromSeconds(30),
        OrphanInterval = TimeSpan.FromMinutes(1),
        OrphanAge = TimeSpan.FromMinutes(5),
        MaxMonthlySecondsPerTenant = chance.Next(2) == 0 ? chance.Next(60, 1_500) : null,
    };
}
