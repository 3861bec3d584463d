namespace CloudBase.MultiTenant.Emulator.Tests.Commands;

/// <summary>Time whose timers fire when they are told to, as long as they are wound up, also while they are at it: as the machine's do on another thread.</summary>
internal sealed class WoundTimers : TimeProvider
{
    private readonly List<Wound> _timers = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Wound timer = new(callback, state);
        timer.Change(dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    public void Fire() => _timers.ForEach(t => t.Fire());

    private sealed class Wound(TimerCallback callback, object? state) : ITimer
    {
        private bool _isDue;
        private bool _repeats;

        public void Fire()
        {
            if (_isDue)
            {
                _isDue = _repeats;
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (_isDue, _repeats) = (dueTime != Timeout.InfiniteTimeSpan, period != Timeout.InfiniteTimeSpan);
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
