namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>Where everything that one host does outside itself passes: here others go first, and here it dies, or stands still for a while. A death is a task that is never continued.</summary>
internal sealed class ScheduleGate(string host, ScheduleWorld world)
{
    private TaskCompletionSource? _thaw;
    private List<Action> _held = [];
    private int? _left;
    private bool _kills;

    public bool IsDead { get; private set; }

    public bool IsFrozen => _thaw is not null;

    /// <summary>Lets the host die, or stand still, in the midst of what it does: after so many calls more.</summary>
    public void Plan(int passes, bool kill) => (_left, _kills) = (passes, kill);

    public void Unplan() => _left = null;

    /// <summary>Lets the host die where it is.</summary>
    public void Kill()
    {
        world.Trace.Add(host, "is taken out");
        IsDead = true;
    }

    /// <summary>Lets the host go on: first its timers, of which some tell what waits that its time is over.</summary>
    public void Thaw()
    {
        (TaskCompletionSource? frozen, _thaw) = (_thaw, null);
        (List<Action> held, _held) = (_held, []);
        held.ForEach(timer => timer());
        frozen?.TrySetResult();
    }

    /// <summary>Passes one call, or its answer.</summary>
    /// <param name="what">Which.</param>
    /// <param name="cancellationToken">Ends the wait for what is slow.</param>
    public async ValueTask PassAsync(string what, CancellationToken cancellationToken = default)
    {
        world.Trace.Add(host, what);
        for (int others = world.Chance.Next(4); others > 0; others--)
        {
            await Task.Yield();
        }

        if (world.Chance.IsSlow())
        {
            world.Trace.Add(host, $"is slow: {what}");
            var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            world.Truth.Later(world.Chance.Seconds(180), slow.SetResult);
            await slow.Task.WaitAsync(cancellationToken);
        }

        if (--_left <= 0)
        {
            Stop();
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
        if (_thaw is not null)
        {
            _held.Add(timer);
        }
        else if (!IsDead)
        {
            timer();
        }
    }

    private void Stop()
    {
        Unplan();
        world.Trace.Add(host, _kills ? "dies" : "stands still");
        if (_kills)
        {
            IsDead = true;
        }
        else
        {
            _thaw ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
