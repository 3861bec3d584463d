using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Operations;

/// <summary>What waits for a session's next commit.</summary>
internal sealed class PendingChanges
{
    public List<JournalEntry> Entries { get; } = [];

    public List<StoreChange> Changes { get; } = [];

    public List<Func<Tenant, Tenant>> TenantChanges { get; } = [];

    public Tenant ApplyTo(Tenant tenant) => TenantChanges.Aggregate(tenant, (current, change) => change(current));

    public void Clear()
    {
        Entries.Clear();
        Changes.Clear();
        TenantChanges.Clear();
    }
}
