namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>One host's clock: a little off, and still when the host is.</summary>
internal sealed class ScheduleClock(TimeProvider inner, ScheduleGate gate, TimeSpan offset) : TimeProvider
{
    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + offset;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(s => gate.Fire(() => callback(s)), state, dueTime, period);
}
