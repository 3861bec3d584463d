using System.Globalization;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>What happened, in its order: as a hash, to compare two plays by, and as lines for who looks into one.</summary>
internal sealed class ScheduleTrace(TextWriter? told)
{
    private const ulong Prime = 1099511628211;

    private ulong _hash = 14695981039346656037;
    private long _events;

    public string Hash => string.Create(CultureInfo.InvariantCulture, $"{_hash:x16}-{_events}");

    public void Add(string who, string what)
    {
        _events++;
        Mix(who);
        Mix(what);
        told?.WriteLine($"{_events} {who}: {what}");
    }

    // FNV-1a: a string's own hash differs from process to process.
    private void Mix(string text)
    {
        foreach (char c in text)
        {
            _hash = (_hash ^ c) * Prime;
        }
    }
}
