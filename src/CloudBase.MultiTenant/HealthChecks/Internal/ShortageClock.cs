namespace CloudBase.MultiTenant.HealthChecks;

/// <summary>Knows for how long something has been short, as far as this host has seen it. Thread-safe.</summary>
internal sealed class ShortageClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long? _since;

    /// <summary>Gets how long it has been short; null while it is not.</summary>
    public TimeSpan? Lasts
    {
        get
        {
            lock (_lock)
            {
                return _since is { } since ? time.GetElapsedTime(since) : null;
            }
        }
    }

    /// <summary>Takes what was just counted.</summary>
    public void Note(bool isShort)
    {
        lock (_lock)
        {
            _since = isShort ? _since ?? time.GetTimestamp() : null;
        }
    }
}
