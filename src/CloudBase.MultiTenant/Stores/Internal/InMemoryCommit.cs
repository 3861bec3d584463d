using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>Makes the next state out of a change set, or says which change was refused.</summary>
internal static class InMemoryCommit
{
    /// <summary>Returns the result and the state afterwards, which is the one before when a change was refused.</summary>
    public static (CommitResult Result, InMemoryState State) Run(InMemoryState start, ChangeSet changes)
    {
        var draft = new InMemoryDraft(start, changes);
        foreach (StoreChange change in changes.Changes)
        {
            if (Apply(draft, change) is { } refusal)
            {
                return (new CommitResult(change, refusal.Reason) { Ceiling = refusal.Ceiling }, start);
            }
        }

        return (CommitResult.Committed, draft.State);
    }

    private static Refusal? Apply(InMemoryDraft draft, StoreChange change) => change switch
    {
        StoreChange.InsertTenant c => new InMemoryTenantChanges(draft).Insert(c.Tenant),
        StoreChange.UpdateTenant c => new InMemoryTenantChanges(draft).Update(c.Tenant),
        StoreChange.BindEnvironment c => new InMemoryTenantChanges(draft).Bind(c.Binding),
        StoreChange.InsertOperation c => new InMemoryOperationChanges(draft).Insert(c.Operation),
        StoreChange.UpdateOperation c => new InMemoryOperationChanges(draft).Update(c.Operation),
        StoreChange.AppendJournal c => new InMemoryOperationChanges(draft).Append(c.Entry),
        StoreChange.AppendAudit c => new InMemoryAuditChanges(draft).Append(c.Record),
        StoreChange.MoveAuditCursor c => new InMemoryAuditChanges(draft).Move(c.Sink, c.Sequence),
        StoreChange.InsertApiKeySlot c => new InMemoryApiKeyChanges(draft).Insert(c.Slot, c.Previous),
        StoreChange.UpdateApiKeySlot c => new InMemoryApiKeyChanges(draft).Update(c.Slot),
        StoreChange.DeleteApiKeySlot c => new InMemoryApiKeyChanges(draft).Delete(c.Slot),
        StoreChange.InsertSandboxMember c => new InMemorySandboxChanges(draft).Insert(c.Member, c.Ceilings),
        StoreChange.UpdateSandboxMember c => new InMemorySandboxChanges(draft).Update(c.Member, c.Ceilings),
        StoreChange.DeleteSandboxMember c => new InMemorySandboxChanges(draft).Delete(c.Member),
        StoreChange.InsertPooledEnvironment c => new InMemoryPooledEnvironmentChanges(draft).Insert(c.Member, c.Ceiling),
        StoreChange.UpdatePooledEnvironment c => new InMemoryPooledEnvironmentChanges(draft).Update(c.Member),
        StoreChange.PutSharedRecord c => new InMemorySharedRecordChanges(draft).Put(c.Record),
        StoreChange.OverwriteSharedRecord c => new InMemorySharedRecordChanges(draft).Overwrite(c.Record, c.Most),
        StoreChange.DeleteSharedRecord c => new InMemorySharedRecordChanges(draft).Delete(c.Record),
        _ => throw new ArgumentException($"{change} is no change that this store knows.", nameof(change)),
    };
}
