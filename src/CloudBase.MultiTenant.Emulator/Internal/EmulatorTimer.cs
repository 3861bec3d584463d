namespace CloudBase.MultiTenant.Emulator.Internal;

/// <summary>A timer of an <see cref="EmulatorClock"/>: waits on the source's timer, and anew after each advance.</summary>
internal sealed class EmulatorTimer : ITimer
{
    // The source's timers count whole milliseconds and may fire a little before the timestamp says so.
    private static readonly TimeSpan s_grain = TimeSpan.FromMilliseconds(2);
    private readonly EmulatorClock _clock;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ITimer _waiting;
    private readonly Lock _gate = new();
    private TimeSpan _period;
    private long? _due;
    private bool _disposed;

    public EmulatorTimer(EmulatorClock clock, TimeProvider source, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _clock = clock;
        _callback = callback;
        _state = state;
        _waiting = source.CreateTimer(static timer => ((EmulatorTimer)timer!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Change(dueTime, period);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return false;
            }

            _period = period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan;
            return Wait(dueTime);
        }
    }

    /// <summary>Waits for what is left after an advance.</summary>
    public void Rearm()
    {
        lock (_gate)
        {
            if (!_disposed && _due is { } due)
            {
                var left = Left(due);
                _waiting.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _due = null;
        }

        _clock.Forget(this);
        _waiting.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Fire()
    {
        lock (_gate)
        {
            if (_disposed || _due is not { } due)
            {
                return;
            }

            var left = Left(due);
            if (left > s_grain)
            {
                _waiting.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            Wait(_period);
        }

        _callback(_state);
    }

    private bool Wait(TimeSpan span)
    {
        if (span == Timeout.InfiniteTimeSpan)
        {
            // A timer that waits for nothing is held by its owner alone.
            _due = null;
            _clock.Forget(this);
            return _waiting.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        // Watched first: an advance between the two lines rearms it, and none is missed.
        _clock.Watch(this);
        _due = _clock.GetTimestamp() + _clock.Timestamps(span);
        return _waiting.Change(span, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Left(long due) => TimeSpan.FromSeconds((due - _clock.GetTimestamp()) / (double)_clock.TimestampFrequency);
}
