namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>Where everything that one host does outside itself passes: here it dies, or stands still for a while. A death is a task that is never continued.</summary>
internal sealed class ScheduleGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _thaw;
    private List<Action> _held = [];

    public bool IsDead { get; private set; }

    public bool IsFrozen => _thaw is not null;

    /// <summary>Gets how often anything passed, so that a driver can tell when all is still.</summary>
    public long Passed => Interlocked.Read(ref _passed);

    private long _passed;
    private long _dueAt = long.MaxValue;
    private bool _kills;

    /// <summary>Lets the host die, or stand still, in the midst of what it does: after so many calls more.</summary>
    public void Plan(int passes, bool kill)
    {
        _kills = kill;
        Interlocked.Exchange(ref _dueAt, Passed + passes);
    }

    public void Unplan() => Interlocked.Exchange(ref _dueAt, long.MaxValue);

    public void Freeze()
    {
        lock (_lock)
        {
            _thaw ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Lets the host go on: first its timers, of which some tell what waits that its time is over.</summary>
    public void Thaw()
    {
        TaskCompletionSource? frozen;
        List<Action> held;
        lock (_lock)
        {
            (frozen, _thaw) = (_thaw, null);
            (held, _held) = (_held, []);
        }

        held.ForEach(timer => timer());
        frozen?.TrySetResult();
    }

    public async ValueTask PassAsync()
    {
        long now = Interlocked.Increment(ref _passed);
        if (now >= Interlocked.Read(ref _dueAt))
        {
            Unplan();
            IsDead |= _kills;
            if (!_kills)
            {
                Freeze();
            }
        }

        while (!IsDead && _thaw is { } frozen)
        {
            await frozen.Task;
        }

        if (IsDead)
        {
            await new TaskCompletionSource().Task;
        }
    }

    /// <summary>Runs a timer's callback: never once the host is dead, and when it thaws while it is frozen.</summary>
    public void Fire(Action timer)
    {
        Interlocked.Increment(ref _passed);
        lock (_lock)
        {
            if (_thaw is not null)
            {
                _held.Add(timer);
                return;
            }
        }

        if (!IsDead)
        {
            timer();
        }
    }
}
