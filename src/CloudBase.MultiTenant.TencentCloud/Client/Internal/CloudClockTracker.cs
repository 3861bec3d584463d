using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Learns from the Date of each answer how far the cloud's clock is ahead of this machine's. Thread-safe.</summary>
/// <remarks>The middle of the last five samples counts, so that one wrong Date (a proxy's, a late answer's) moves nothing.</remarks>
internal sealed class CloudClockTracker(TimeProvider timeProvider, TencentCloudOptions options, ILogger logger)
{
    private const int Samples = 5;

    /// <summary>A Date has whole seconds; less than this is no difference.</summary>
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly long[] _samples = new long[Samples];
    private int _count;
    private int _next;
    private long _lastSample;
    private long _offset;
    private bool _warned;

    public bool IsKnown => Volatile.Read(ref _count) > 0;

    public TimeSpan Offset => new(Volatile.Read(ref _offset));

    public DateTimeOffset Now => timeProvider.GetUtcNow() + Offset;

    public bool IsBeyondLimit => Offset.Duration() > options.ClockLimit;

    /// <summary>Takes a sample from an answer.</summary>
    /// <param name="date">What the answer says.</param>
    /// <param name="sent">This machine's clock when the request went out.</param>
    /// <param name="refusedForTime">Whether the cloud refused the signature's time: what was known is then wrong, and forgotten.</param>
    /// <returns>Whether the offset is now another one, by enough to matter to a signature.</returns>
    public bool Observe(DateTimeOffset? date, DateTimeOffset sent, bool refusedForTime = false)
    {
        if (date is null || (!refusedForTime && IsFresh()))
        {
            return false;
        }

        DateTimeOffset received = timeProvider.GetUtcNow();
        lock (_lock)
        {
            if (!refusedForTime && IsFresh())
            {
                return false;
            }

            if (refusedForTime)
            {
                (_count, _next) = (0, 0);
            }

            // Half a second, since a Date is cut to whole seconds; the middle between sending and receiving, since it was written there.
            _samples[_next] = (date.Value + (Resolution / 2) - (sent + ((received - sent) / 2))).Ticks;
            _next = (_next + 1) % Samples;
            Volatile.Write(ref _lastSample, timeProvider.GetTimestamp());
            Volatile.Write(ref _count, Math.Min(_count + 1, Samples));
            long before = _offset;
            long offset = Middle();
            Volatile.Write(ref _offset, Math.Abs(offset) < Resolution.Ticks ? 0 : offset);
            Report();
            return Math.Abs(_offset - before) >= TimeSpan.FromSeconds(30).Ticks;
        }
    }

    /// <summary>Whether there are enough samples and the last is younger than a Date can tell; most answers take no lock.</summary>
    private bool IsFresh() =>
        Volatile.Read(ref _count) == Samples && timeProvider.GetElapsedTime(Volatile.Read(ref _lastSample)) < Resolution;

    private long Middle()
    {
        Span<long> sorted = stackalloc long[Samples];
        _samples.AsSpan(0, _count).CopyTo(sorted);
        sorted = sorted[.._count];
        sorted.Sort();

        // Of two that differ, one may be wrong: the one nearer to this machine's clock is the likelier.
        return _count == 2
            ? (Math.Abs(sorted[0]) < Math.Abs(sorted[1]) ? sorted[0] : sorted[1])
            : sorted[_count / 2];
    }

    private void Report()
    {
        bool isOff = Offset.Duration() > options.ClockWarning;
        if (isOff && !_warned)
        {
            TencentCloudLog.ClockIsOff(logger, Offset, options.ClockLimit);
        }
        else if (!isOff && _warned)
        {
            TencentCloudLog.ClockIsRight(logger, Offset);
        }

        _warned = isOff;
    }
}
