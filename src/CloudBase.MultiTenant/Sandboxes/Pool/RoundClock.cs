namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Knows when the rounds of this host over a pool were begun and got through. Thread-safe.</summary>
internal sealed class RoundClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long? _throughAt;
    private long? _begunAt;

    /// <summary>Gets how long ago a round last got through, or the first was begun; null before that.</summary>
    public TimeSpan? SinceLast => Since(ref _throughAt);

    /// <summary>Gets how long the round has been going on that has not ended; null between two.</summary>
    public TimeSpan? Lasts => Since(ref _begunAt);

    public void Begin()
    {
        lock (_lock)
        {
            _begunAt = time.GetTimestamp();
            _throughAt ??= _begunAt;
        }
    }

    public void End(bool isThrough)
    {
        lock (_lock)
        {
            _begunAt = null;
            _throughAt = isThrough ? time.GetTimestamp() : _throughAt;
        }
    }

    private TimeSpan? Since(ref long? at)
    {
        lock (_lock)
        {
            return at is { } then ? time.GetElapsedTime(then) : null;
        }
    }
}
