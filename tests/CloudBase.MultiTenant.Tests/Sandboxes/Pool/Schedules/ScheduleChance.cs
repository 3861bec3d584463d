using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>What goes wrong, by a seed. Once the trouble is used up, nothing does.</summary>
internal sealed class ScheduleChance(int seed)
{
    private readonly Random _random = new(seed);

    public int Trouble { get; set; }

    /// <summary>Gets or sets whether the store cannot be reached.</summary>
    public bool StoreIsGone { get; set; }

    public int Next(int max) => _random.Next(max);

    public int Next(int min, int max) => _random.Next(min, max);

    public TimeSpan Seconds(double max) => TimeSpan.FromSeconds(_random.NextDouble() * max);

    public T Of<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>Takes one of the troubles; false where none is left.</summary>
    public bool Spend() => Trouble > 0 && Trouble-- > 0;

    /// <summary>Lets nothing go wrong from now on.</summary>
    public void Heal() => (Trouble, StoreIsGone) = (0, false);

    /// <summary>Draws whether a call, or its answer, takes its time.</summary>
    public bool IsSlow() => Next(200) == 0 && Spend();

    /// <summary>Draws what is wrong with a call: mostly nothing.</summary>
    public ScheduleFault Draw(int oneIn = 8) => Next(oneIn) == 0 && Spend() ? (ScheduleFault)Next(1, 5) : ScheduleFault.None;

    /// <summary>Makes the error of a call that is refused, or whose outcome nobody knows.</summary>
    public static CloudBaseException Error(ScheduleFault fault) => fault switch
    {
        ScheduleFault.Throttled => new CloudThrottledException("slow down", FakePoolProvider.Details("RateLimited", CloudEffect.None, isTransient: true)),
        ScheduleFault.Refused => new CloudUnavailableException("500", FakePoolProvider.Details("InternalError", CloudEffect.None, isTransient: true)),
        _ => new CloudUnavailableException("no reply", FakePoolProvider.Details("Timeout", CloudEffect.Unknown, isTransient: true)),
    };
}
