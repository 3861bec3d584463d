using System.Collections.Concurrent;

namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>Counts calls in whole seconds of the emulator's clock, per name.</summary>
internal sealed class RateLimiter
{
    private readonly ConcurrentDictionary<string, Window> _windows = new(StringComparer.Ordinal);

    public bool TryTake(string name, int perSecond, DateTimeOffset now)
    {
        var window = _windows.GetOrAdd(name, static _ => new Window());
        var second = now.ToUnixTimeSeconds();
        lock (window)
        {
            if (window.Second != second)
            {
                window.Second = second;
                window.Count = 0;
            }

            return ++window.Count <= perSecond;
        }
    }

    public void Clear() => _windows.Clear();

    private sealed class Window
    {
        public long Second;
        public int Count;
    }
}
