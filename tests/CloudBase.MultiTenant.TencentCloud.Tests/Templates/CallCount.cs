using System.Collections.Concurrent;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Templates;

/// <summary>How often each action was called. Thread-safe.</summary>
internal sealed class CallCount
{
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private readonly ConcurrentQueue<string> _refused = new();

    /// <summary>Gets the actions that were refused, in their order.</summary>
    public IReadOnlyCollection<string> Refused => _refused;

    public int Total => _counts.Values.Sum();

    public int Of(string action) => _counts.GetValueOrDefault(action);

    public void Add(string action) => _counts.AddOrUpdate(action, 1, (_, count) => count + 1);

    public void Refuse(string action) => _refused.Enqueue(action);

    public void Clear()
    {
        _counts.Clear();
        _refused.Clear();
    }

    public override string ToString() => string.Join(", ", _counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}"));
}
