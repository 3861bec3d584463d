using CloudBase.MultiTenant.Sandboxes.Diagnostics;

namespace CloudBase.MultiTenant.Sandboxes.E2B;

/// <summary>
/// A start that all who ask for it wait for together. One caller's impatience ends nobody's start; but what was not sent when the last has given up is not sent any more:
/// a pool has let the row of it go by then, and nothing would count, or stop, what comes late. Thread-safe.
/// </summary>
internal sealed class SharedStart
{
    private readonly Lazy<Task<StartedSandbox>> _start;
    private int _waiting;

    public SharedStart(Func<SharedStart, Task<StartedSandbox>> begin) => _start = new Lazy<Task<StartedSandbox>>(() => begin(this));

    /// <summary>Begins it, or joins it.</summary>
    /// <exception cref="StartGivenUpException">Those who waited before had given it up, and nothing was sent: begin anew.</exception>
    public async Task<StartedSandbox> WaitAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            _start.Value.Forget();
            return await _start.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <exception cref="StartGivenUpException">Nobody waits for it any more.</exception>
    public void ThrowIfGivenUp()
    {
        if (Volatile.Read(ref _waiting) == 0)
        {
            throw new StartGivenUpException();
        }
    }
}

/// <summary>Nobody waited any more when the start was to be sent.</summary>
internal sealed class StartGivenUpException() : OperationCanceledException("Nobody waits for this start any more: it is not sent.");
