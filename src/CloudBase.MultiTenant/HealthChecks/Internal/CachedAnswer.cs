namespace CloudBase.MultiTenant.HealthChecks;

/// <summary>Asks seldom however often it is called: one question at a time, and its answer serves for a while.</summary>
internal sealed class CachedAnswer<T>(Func<CancellationToken, Task<T>> ask, Func<CloudBaseHealthOptions> options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task<T>? _answer;
    private long _askedAt;

    /// <summary>Returns the answer; the caller's token ends only its own wait. The question has the options' timeout, and must not throw.</summary>
    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_answer is null || (_answer.IsCompleted && time.GetElapsedTime(_askedAt) >= options().CacheDuration))
            {
                _askedAt = time.GetTimestamp();
                _answer = AskAsync();
            }

            return _answer.WaitAsync(cancellationToken);
        }
    }

    private async Task<T> AskAsync()
    {
        // Off the lock, whatever the question does before it first waits.
        await Task.Yield();
        using CancellationTokenSource timeout = new(options().Timeout, time);
        return await ask(timeout.Token).ConfigureAwait(false);
    }
}
