namespace CloudBase.MultiTenant.TestKit.Sandboxes;

/// <summary>A host's clock that somebody sets: the wall clock jumps, and timestamps and timers go on.</summary>
public sealed class SetClock(TimeProvider inner) : TimeProvider
{
    /// <summary>Gets or sets how far the wall clock is ahead.</summary>
    public TimeSpan Ahead { get; set; }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Ahead;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
}
