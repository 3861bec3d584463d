using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.TestKit.Sandboxes;

/// <summary>A clock to be moved that knows whether anybody waits for it: time that passes while others work would run out for what they do, on a busy machine.</summary>
public sealed class AwaitedTimeProvider(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly ConcurrentDictionary<Wait, DateTimeOffset> _waits = new();

    /// <summary>Says whether a delay ends within a time. A limit of time is none: what has one is at work.</summary>
    public bool IsAwaitedWithin(TimeSpan time)
    {
        DateTimeOffset end = GetUtcNow() + time;
        return _waits.Values.Any(due => due <= end);
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // The timer of a delay has the delay's task for its state; that of a token's end has the token's source.
        if (state is not Task)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        Wait wait = new(_waits);
        _waits[wait] = GetUtcNow() + dueTime;
        wait.Inner = base.CreateTimer(
            s =>
            {
                wait.End();
                callback(s);
            },
            state, dueTime, period);
        return wait;
    }

    private sealed class Wait(ConcurrentDictionary<Wait, DateTimeOffset> waits) : ITimer
    {
        public ITimer? Inner { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException("A delay is not changed.");

        public void End() => waits.TryRemove(this, out _);

        public void Dispose()
        {
            End();
            Inner?.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
