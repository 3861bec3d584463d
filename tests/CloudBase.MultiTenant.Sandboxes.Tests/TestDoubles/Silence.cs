namespace CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;

/// <summary>Counts who waits for what a service does not send. Who gives up, by its token, waits no more from that moment on, and not only when its thread goes on. Thread-safe.</summary>
internal sealed class Silence
{
    private int _waiting;

    public bool IsWaitedIn => Volatile.Read(ref _waiting) > 0;

    public async Task<T> WaitAsync<T>(Task<T> awaited, CancellationToken cancellationToken)
    {
        if (awaited.IsCompleted)
        {
            return await awaited;
        }

        Interlocked.Increment(ref _waiting);
        int isOver = 0;
        await using CancellationTokenRegistration givingUp = cancellationToken.UnsafeRegister(_ => End(), null);
        try
        {
            return await awaited;
        }
        finally
        {
            End();
        }

        void End()
        {
            if (Interlocked.Exchange(ref isOver, 1) == 0)
            {
                Interlocked.Decrement(ref _waiting);
            }
        }
    }
}
