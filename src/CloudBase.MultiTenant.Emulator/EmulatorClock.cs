using CloudBase.MultiTenant.Emulator.Internal;

namespace CloudBase.MultiTenant.Emulator;

/// <summary>A clock that runs as its source does and can be advanced besides. Share it with the client under test, so that both see the same time. Thread-safe.</summary>
/// <remarks>
/// Timers that fall due by an advance fire at once, on the thread of the source's timers; a periodic one fires once and goes on from there.
/// Deadlines of calls in flight pass as well: advance when what you wait for is done.
/// </remarks>
public sealed class EmulatorClock : TimeProvider
{
    private readonly TimeProvider _source;
    private readonly Lock _gate = new();
    private readonly HashSet<EmulatorTimer> _timers = [];
    private long _advancedTicks;

    /// <summary>Makes a clock that was not advanced yet.</summary>
    /// <param name="source">What it runs by; the system's clock when null.</param>
    public EmulatorClock(TimeProvider? source = null) => _source = source ?? System;

    /// <summary>How far it was advanced, in total.</summary>
    public TimeSpan Advanced => new(Interlocked.Read(ref _advancedTicks));

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => _source.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => _source.TimestampFrequency;

    /// <summary>Advances the clock at once; whatever falls due by it happens now.</summary>
    /// <param name="span">How far: more than 0, at most 3,650 days.</param>
    /// <exception cref="ArgumentOutOfRangeException">The span is out of range.</exception>
    public void Advance(TimeSpan span)
    {
        if (span <= TimeSpan.Zero || span > TimeSpan.FromDays(3650))
        {
            throw new ArgumentOutOfRangeException(nameof(span), $"The clock cannot be advanced by {span:c}: give more than 0 and at most 3650 days, such as 02:00:00, or 40.00:00:00 for forty days.");
        }

        EmulatorTimer[] timers;
        lock (_gate)
        {
            Interlocked.Add(ref _advancedTicks, span.Ticks);
            timers = [.. _timers];
        }

        foreach (var timer in timers)
        {
            timer.Rearm();
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _source.GetUtcNow() + Advanced;

    /// <inheritdoc/>
    public override long GetTimestamp() => _source.GetTimestamp() + Timestamps(Advanced);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new EmulatorTimer(this, _source, callback, state, dueTime, period);
    }

    internal long Timestamps(TimeSpan span) => (long)(span.TotalSeconds * TimestampFrequency);

    internal void Watch(EmulatorTimer timer)
    {
        lock (_gate)
        {
            _timers.Add(timer);
        }
    }

    internal void Forget(EmulatorTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }
}
