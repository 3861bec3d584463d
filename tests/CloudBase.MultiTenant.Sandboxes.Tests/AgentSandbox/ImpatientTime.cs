using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox;

/// <summary>A clock on which short waits pass at once, by being passed; deadlines of calls stay where they are.</summary>
internal sealed class ImpatientTime() : FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero))
{
    private static readonly TimeSpan LongestSkipped = TimeSpan.FromSeconds(10);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= LongestSkipped)
        {
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
