using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>The state that a commit is at, change by change. It is the store's once all were made, and dropped otherwise.</summary>
internal sealed class InMemoryDraft(InMemoryState start, ChangeSet changes)
{
    public ChangeSet Changes => changes;

    public InMemoryState State { get; set; } = start;
}
