using System.Collections.Concurrent;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Cancels an attempt when its time is over or its caller leaves, with sources that are used again. Thread-safe.</summary>
internal sealed class DeadlinePool(TimeProvider timeProvider)
{
    /// <summary>About as many attempts as run at once in a busy host; more are made and dropped.</summary>
    private const int Capacity = 64;

    private readonly ConcurrentQueue<CancellationTokenSource> _idle = new();

    public Deadline Rent(TimeSpan timeout, CancellationToken caller)
    {
        if (timeout < TimeSpan.Zero)
        {
            timeout = TimeSpan.Zero;
        }

        CancellationTokenSource source;
        if (timeProvider == TimeProvider.System)
        {
            source = _idle.TryDequeue(out CancellationTokenSource? idle) ? idle : new CancellationTokenSource();
            source.CancelAfter(timeout);
        }
        else
        {
            source = new CancellationTokenSource(timeout, timeProvider);
        }

        return new Deadline(source, caller.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), source));
    }

    public void Return(Deadline deadline)
    {
        deadline.Registration.Dispose();
        if (timeProvider == TimeProvider.System && deadline.Source.TryReset() && _idle.Count < Capacity)
        {
            _idle.Enqueue(deadline.Source);
        }
        else
        {
            deadline.Source.Dispose();
        }
    }

    internal readonly record struct Deadline(CancellationTokenSource Source, CancellationTokenRegistration Registration)
    {
        public CancellationToken Token => Source.Token;
    }
}
