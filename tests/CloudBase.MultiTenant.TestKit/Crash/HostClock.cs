namespace CloudBase.MultiTenant.TestKit.Crash;

/// <summary>One host's clock: its timers die, or stand still, with the host.</summary>
public sealed class HostClock(TimeProvider inner, CrashGate gate, TimeSpan offset) : TimeProvider
{
    /// <summary>Gets by how much timers of more than twice that ring too early, as those of a coarser clock do.</summary>
    public TimeSpan TimersEarlyBy { get; init; }

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + offset;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(
        s =>
        {
            if (!gate.IsStill)
            {
                callback(s);
            }
        },
        state, dueTime > 2 * TimersEarlyBy ? dueTime - TimersEarlyBy : dueTime, period);
}
