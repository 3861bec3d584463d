using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>What goes wrong, by a seed. Thread-safe. Once <see cref="Trouble"/> is used up, nothing does.</summary>
internal sealed class ScheduleChance(int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    public int Trouble { get; set; }

    /// <summary>Gets or sets whether the store cannot be reached.</summary>
    public bool StoreIsGone { get; set; }

    public int Next(int max)
    {
        lock (_lock)
        {
            return _random.Next(max);
        }
    }

    public int Next(int min, int max) => min + Next(max - min);

    public TimeSpan Seconds(double max)
    {
        lock (_lock)
        {
            return TimeSpan.FromSeconds(_random.NextDouble() * max);
        }
    }

    public T Of<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>Draws what is wrong with a call: mostly nothing.</summary>
    public ScheduleFault Draw(int oneIn = 8)
    {
        lock (_lock)
        {
            if (Trouble <= 0 || _random.Next(oneIn) != 0)
            {
                return ScheduleFault.None;
            }

            Trouble--;
            return (ScheduleFault)_random.Next(1, 5);
        }
    }

    /// <summary>Makes the error of a call that is refused, or whose outcome nobody knows.</summary>
    public static CloudBaseException Error(ScheduleFault fault) => fault switch
    {
        ScheduleFault.Throttled => new CloudThrottledException("slow down", FakePoolProvider.Details("RateLimited", CloudEffect.None, isTransient: true)),
        ScheduleFault.Refused => new CloudUnavailableException("500", FakePoolProvider.Details("InternalError", CloudEffect.None, isTransient: true)),
        _ => new CloudUnavailableException("no reply", FakePoolProvider.Details("Timeout", CloudEffect.Unknown, isTransient: true)),
    };
}
