using System.Collections.Immutable;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>Changes of operations and their journals.</summary>
internal sealed class InMemoryOperationChanges(InMemoryDraft draft)
{
    public Refusal? Insert(TenantOperation operation)
    {
        if (draft.State.Operations.ContainsKey(operation.Id))
        {
            return $"The operation {operation.Id} is there already.";
        }

        draft.State = draft.State with
        {
            Operations = draft.State.Operations.Add(operation.Id, operation with { Version = 1 }),
            OperationOrder = draft.State.OperationOrder.Add(OperationRank.ByCreation(operation)),
            Due = IsDueSometime(operation) ? draft.State.Due.Add(OperationRank.ByDue(operation)) : draft.State.Due,
        };
        return null;
    }

    public Refusal? Update(TenantOperation operation)
    {
        if (!draft.State.Operations.TryGetValue(operation.Id, out TenantOperation? stored) || stored.Version != operation.Version)
        {
            return $"The operation {operation.Id} has version {stored?.Version ?? 0}, not {operation.Version}.";
        }

        if (stored.Fence > operation.Fence)
        {
            return $"The operation {operation.Id} has fence {stored.Fence}; fence {operation.Fence} is stale.";
        }

        ImmutableSortedSet<OperationRank> due = draft.State.Due.Remove(OperationRank.ByDue(stored));
        draft.State = draft.State with
        {
            Operations = draft.State.Operations.SetItem(operation.Id, operation with { Version = operation.Version + 1 }),
            OperationOrder = draft.State.OperationOrder.Remove(OperationRank.ByCreation(stored)).Add(OperationRank.ByCreation(operation)),
            Due = IsDueSometime(operation) ? due.Add(OperationRank.ByDue(operation)) : due,
        };
        return null;
    }

    public Refusal? Append(JournalEntry entry)
    {
        if (FenceAfterwards(entry.Operation) is not { } fence)
        {
            return $"The operation {entry.Operation} is not there.";
        }

        if (fence != entry.Fence)
        {
            return $"The operation {entry.Operation} has fence {fence}; fence {entry.Fence} does not write its journal.";
        }

        var journal = draft.State.Journals.GetValueOrDefault(entry.Operation, ImmutableSortedDictionary<long, JournalEntry>.Empty);
        if (journal.ContainsKey(entry.Sequence))
        {
            return $"The journal of {entry.Operation} has an entry {entry.Sequence} already.";
        }

        draft.State = draft.State with { Journals = draft.State.Journals.SetItem(entry.Operation, journal.Add(entry.Sequence, entry)) };
        return null;
    }

    private long? FenceAfterwards(OperationId id)
    {
        for (int i = draft.Changes.Changes.Count - 1; i >= 0; i--)
        {
            switch (draft.Changes.Changes[i])
            {
                case StoreChange.UpdateOperation update when update.Operation.Id == id:
                    return update.Operation.Fence;
                case StoreChange.InsertOperation insert when insert.Operation.Id == id:
                    return insert.Operation.Fence;
            }
        }

        return draft.State.Operations.GetValueOrDefault(id)?.Fence;
    }

    private static bool IsDueSometime(TenantOperation operation) => !operation.IsFinal && operation.State != OperationState.Parked;
}
