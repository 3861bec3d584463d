using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>The versions of members whose claim was decided: a start that says late that it is done must not offer one of them again. Not thread-safe.</summary>
internal sealed class SpentMembers
{
    /// <summary>More than are claimed while a start that is done waits to say so.</summary>
    private const int Most = 1_024;

    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
    private readonly Queue<string> _inOrder = new();

    public void Add(SandboxMember member)
    {
        if (!_versions.ContainsKey(member.Id))
        {
            _inOrder.Enqueue(member.Id);
        }

        _versions[member.Id] = member.Version;
        if (_inOrder.Count > Most)
        {
            _versions.Remove(_inOrder.Dequeue());
        }
    }

    public bool Contains(SandboxMember member) => _versions.TryGetValue(member.Id, out long version) && member.Version <= version;
}
