using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>Draws how the pool of a schedule is set.</summary>
internal static class ScheduleOptions
{
    public static SandboxPoolOptions Draw(ScheduleChance chance) => new()
    {
        Base = "base",
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
        MaxRunningPerTenant = chance.Next(3) == 0 ? 2 : null,
        CallTimeout = TimeSpan.FromSeconds(chance.Next(10, 60)),
        StartTimeout = TimeSpan.FromSeconds(chance.Next(30, 120)),
        ProviderLifetime = TimeSpan.FromHours(24),
        CheckInterval = TimeSpan.FromSeconds(30),
        OrphanInterval = TimeSpan.FromMinutes(1),
        OrphanAge = TimeSpan.FromMinutes(5),
    };
}
