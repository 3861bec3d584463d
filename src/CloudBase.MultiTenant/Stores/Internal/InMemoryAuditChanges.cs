using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>Changes of the audit trail and of how far its sinks are.</summary>
internal sealed class InMemoryAuditChanges(InMemoryDraft draft)
{
    public Refusal? Append(AuditRecord record)
    {
        draft.State = draft.State with { Audit = draft.State.Audit.Add(record with { Sequence = draft.State.Audit.Count + 1 }) };
        return null;
    }

    public Refusal? Move(string sink, long sequence)
    {
        long position = draft.State.Cursors.GetValueOrDefault(sink);
        if (sequence < position)
        {
            return $"The audit sink '{sink}' is at {position} already and does not go back to {sequence}.";
        }

        draft.State = draft.State with { Cursors = draft.State.Cursors.SetItem(sink, sequence) };
        return null;
    }
}
