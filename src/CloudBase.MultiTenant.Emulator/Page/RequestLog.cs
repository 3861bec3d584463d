using System.Security.Cryptography;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>The latest requests: a ring, so that a long run takes no more memory than a short one. Thread-safe.</summary>
/// <remarks>A request costs a copy of its answer and a lock for a moment; what it means is read from it only when the page asks.</remarks>
internal sealed class RequestLog
{
    /// <summary>How many are kept; with bodies of at most 16 KiB each way that is 16 MiB at worst, and commonly below 1 MiB.</summary>
    public const int Capacity = 500;

    private readonly Lock _gate = new();
    private readonly RequestEntry?[] _ring = new RequestEntry?[Capacity];
    private long _last;

    /// <summary>Tells one start of the emulator from another: numbers begin anew with each.</summary>
    /// <remarks>Not from the seed: a second start with the same seed is another run.</remarks>
    public string Run { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    public long Last => Interlocked.Read(ref _last);

    public static RequestEntry Begin(CloudRequest request, string requestId, DateTimeOffset at) =>
        new(request, requestId, at, TimeProvider.System.GetTimestamp());

    public void End(RequestEntry entry, CloudReply reply)
    {
        lock (_gate)
        {
            entry.Complete(_last + 1, reply);
            _ring[_last % Capacity] = entry;
            Interlocked.Exchange(ref _last, _last + 1);
        }
    }

    /// <summary>The entries after a number, newest first.</summary>
    public IReadOnlyList<RequestEntry> After(long number, int most)
    {
        lock (_gate)
        {
            var oldest = Math.Max(Math.Max(number, 0), _last - Capacity);
            List<RequestEntry> entries = [];
            for (var at = _last; at > oldest && entries.Count < most; at--)
            {
                if (_ring[(at - 1) % Capacity] is { } entry)
                {
                    entries.Add(entry);
                }
            }

            return entries;
        }
    }

    /// <summary>One entry, or null when it is not there or no longer.</summary>
    public RequestEntry? Find(long number)
    {
        lock (_gate)
        {
            return number >= 1 && number <= _last && number > _last - Capacity ? _ring[(number - 1) % Capacity] : null;
        }
    }

    /// <summary>Forgets every entry; numbers go on, so that a reader misses nothing that comes.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            Array.Clear(_ring);
        }
    }
}
