namespace CloudBase.MultiTenant.TestKit.Crash;

/// <summary>One host's clock: its timers die, or stand still, with the host.</summary>
public sealed class HostClock(TimeProvider inner, CrashGate gate, TimeSpan offset) : TimeProvider
{
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
        state, dueTime, period);
}
