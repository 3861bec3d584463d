using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>Moves a world's clock, with rounds of a host in between.</summary>
internal static class PoolClock
{
    /// <summary>Lets so much time pass that an idle sandbox is marked and paused.</summary>
    public static Task PassIdleAsync(PoolWorld world, PoolHost host) => PassAsync(world, host, world.Options.IdleAfter + world.Options.IdleGrace + TimeSpan.FromMinutes(1));

    /// <summary>Runs rounds on several hosts at once, a second apart, as a keeper does.</summary>
    public static async Task FillAsync(PoolWorld world, int rounds, params PoolHost[] hosts)
    {
        for (int i = 0; i < rounds; i++)
        {
            world.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAll(hosts.Select(h => h.RunAsync()));
        }
    }

    /// <summary>Runs rounds, a second apart, until something is done. A second passes when somebody waits for it, and never while a call is at work.</summary>
    public static async Task UntilDoneAsync(PoolWorld world, Task task, CancellationToken cancellationToken, params PoolHost[] hosts)
    {
        while (!task.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (world.Time.IsAwaitedWithin(TimeSpan.FromSeconds(1)))
            {
                await FillAsync(world, 1, hosts);
            }
            else
            {
                await Task.Yield();
            }
        }
    }

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
