using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>Moves a world's clock, with rounds of a host in between.</summary>
internal static class PoolClock
{
    /// <summary>Lets so much time pass that an idle sandbox is marked and paused.</summary>
    public static Task PassIdleAsync(PoolWorld world, PoolHost host) => PassAsync(world, host, world.Options.IdleAfter + world.Options.IdleGrace + TimeSpan.FromMinutes(1));

    public static async Task PassAsync(PoolWorld world, PoolHost host, TimeSpan time, TimeSpan? step = null)
    {
        TimeSpan each = step ?? TimeSpan.FromSeconds(20);
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += each)
        {
            world.Time.Advance(each);
            await host.RunAsync();
        }
    }
}
