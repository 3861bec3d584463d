namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>At most N calls in any second, first come first served, on a TimeProvider (the BCL's limiters have a clock of their own).</summary>
/// <remarks>A place is the time of its N-th predecessor plus a second, so no window of a second ever holds more than N: what the cloud counts.</remarks>
internal sealed class SlidingWindowLimiter
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;
    private readonly long[] _places;
    private readonly long _second;
    private int _next;

    public SlidingWindowLimiter(int perSecond, TimeProvider timeProvider)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        _timeProvider = timeProvider;
        _second = timeProvider.TimestampFrequency;
        _places = new long[perSecond];
        Array.Fill(_places, long.MinValue / 2);
    }

    /// <summary>Takes the next place, or none when it is further away than <paramref name="longest"/>.</summary>
    /// <returns>How long to wait; zero for now. Or false and how far away the place is.</returns>
    public bool TryTake(TimeSpan longest, out TimeSpan wait)
    {
        long now = _timeProvider.GetTimestamp();
        lock (_lock)
        {
            long place = Math.Max(now, _places[_next] + _second);
            wait = place == now ? TimeSpan.Zero : TimeSpan.FromSeconds((double)(place - now) / _second);
            if (wait > longest)
            {
                return false;
            }

            _places[_next] = place;
            _next = _next + 1 == _places.Length ? 0 : _next + 1;
            return true;
        }
    }
}
