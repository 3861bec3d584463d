using System.Collections.Immutable;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>Makes the next state out of a change set, or says which change was refused.</summary>
internal sealed class InMemoryCommit(InMemoryState start, ChangeSet changes)
{
    private InMemoryState _state = InMemoryState.Empty;

    /// <summary>Returns the result and the state afterwards, which is the one before when a change was refused.</summary>
    public (CommitResult Result, InMemoryState State) Run()
    {
        _state = start;
        foreach (StoreChange change in changes.Changes)
        {
            string? refusal = change switch
            {
                StoreChange.InsertTenant c => Insert(c.Tenant),
                StoreChange.UpdateTenant c => Update(c.Tenant),
                StoreChange.InsertOperation c => Insert(c.Operation),
                StoreChange.UpdateOperation c => Update(c.Operation),
                StoreChange.AppendJournal c => Append(c.Entry),
                StoreChange.BindEnvironment c => Bind(c.Binding),
                StoreChange.AppendAudit c => Append(c.Record),
                StoreChange.InsertApiKeySlot c => Insert(c.Slot, c.Previous),
                StoreChange.UpdateApiKeySlot c => Update(c.Slot),
                StoreChange.DeleteApiKeySlot c => Delete(c.Slot),
                StoreChange.MoveAuditCursor c => Move(c.Sink, c.Sequence),
                _ => throw new ArgumentException($"{change} is no change that this store knows.", nameof(change)),
            };
            if (refusal is not null)
            {
                return (new CommitResult(change, refusal), start);
            }
        }

        return (CommitResult.Committed, _state);
    }

    private string? Insert(Tenant tenant)
    {
        TenantKey key = tenant.Key;
        if (_state.Tenants.ContainsKey(key))
        {
            return $"The tenant '{key.Tenant}' ({key.Environment}, generation {key.Generation}) is there already.";
        }

        if (_state.Aliases.ContainsKey((key.Account, tenant.Alias)))
        {
            return $"The alias '{tenant.Alias}' is taken.";
        }

        var life = (key.Account, key.Tenant, key.Environment);
        _state = _state with
        {
            Tenants = _state.Tenants.Add(key, tenant with { Version = 1 }),
            TenantOrder = _state.TenantOrder.Add(TenantRank.Of(key)),
            Aliases = _state.Aliases.Add((key.Account, tenant.Alias), key),
            NewestGeneration = _state.NewestGeneration.SetItem(life, Math.Max(key.Generation, _state.NewestGeneration.GetValueOrDefault(life))),
        };
        return null;
    }

    private string? Update(Tenant tenant)
    {
        TenantKey key = tenant.Key;
        if (!_state.Tenants.TryGetValue(key, out Tenant? stored) || stored.Version != tenant.Version)
        {
            return $"The tenant '{key.Tenant}' ({key.Environment}, generation {key.Generation}) has version {stored?.Version ?? 0}, not {tenant.Version}.";
        }

        if (stored.Alias != tenant.Alias)
        {
            if (_state.Aliases.ContainsKey((key.Account, tenant.Alias)))
            {
                return $"The alias '{tenant.Alias}' is taken.";
            }

            _state = _state with { Aliases = _state.Aliases.Remove((key.Account, stored.Alias)).Add((key.Account, tenant.Alias), key) };
        }

        _state = _state with { Tenants = _state.Tenants.SetItem(key, tenant with { Version = tenant.Version + 1 }) };
        return null;
    }

    private string? Insert(TenantOperation operation)
    {
        if (_state.Operations.ContainsKey(operation.Id))
        {
            return $"The operation {operation.Id} is there already.";
        }

        _state = _state with
        {
            Operations = _state.Operations.Add(operation.Id, operation with { Version = 1 }),
            OperationOrder = _state.OperationOrder.Add(OperationRank.ByCreation(operation)),
            Due = IsDueSometime(operation) ? _state.Due.Add(OperationRank.ByDue(operation)) : _state.Due,
        };
        return null;
    }

    private string? Update(TenantOperation operation)
    {
        if (!_state.Operations.TryGetValue(operation.Id, out TenantOperation? stored) || stored.Version != operation.Version)
        {
            return $"The operation {operation.Id} has version {stored?.Version ?? 0}, not {operation.Version}.";
        }

        if (stored.Fence > operation.Fence)
        {
            return $"The operation {operation.Id} has fence {stored.Fence}; fence {operation.Fence} is stale.";
        }

        ImmutableSortedSet<OperationRank> due = _state.Due.Remove(OperationRank.ByDue(stored));
        _state = _state with
        {
            Operations = _state.Operations.SetItem(operation.Id, operation with { Version = operation.Version + 1 }),
            OperationOrder = _state.OperationOrder.Remove(OperationRank.ByCreation(stored)).Add(OperationRank.ByCreation(operation)),
            Due = IsDueSometime(operation) ? due.Add(OperationRank.ByDue(operation)) : due,
        };
        return null;
    }

    private string? Append(JournalEntry entry)
    {
        if (FenceAfterwards(entry.Operation) is not { } fence)
        {
            return $"The operation {entry.Operation} is not there.";
        }

        if (fence != entry.Fence)
        {
            return $"The operation {entry.Operation} has fence {fence}; fence {entry.Fence} does not write its journal.";
        }

        var journal = _state.Journals.GetValueOrDefault(entry.Operation, ImmutableSortedDictionary<long, JournalEntry>.Empty);
        if (journal.ContainsKey(entry.Sequence))
        {
            return $"The journal of {entry.Operation} has an entry {entry.Sequence} already.";
        }

        _state = _state with { Journals = _state.Journals.SetItem(entry.Operation, journal.Add(entry.Sequence, entry)) };
        return null;
    }

    private string? Bind(EnvironmentBinding binding)
    {
        var key = (binding.Tenant.Account, binding.Environment);
        if (_state.Bindings.TryGetValue(key, out EnvironmentBinding? stored))
        {
            return $"The environment '{binding.Environment}' is bound to the tenant '{stored.Tenant.Tenant}' already.";
        }

        _state = _state with { Bindings = _state.Bindings.Add(key, binding) };
        return null;
    }

    private string? Append(AuditRecord record)
    {
        _state = _state with { Audit = _state.Audit.Add(record with { Sequence = _state.Audit.Count + 1 }) };
        return null;
    }

    private string? Insert(ApiKeySlot slot, ApiKeySlot? previous)
    {
        ImmutableSortedDictionary<int, ApiKeySlot> slots = SlotsOf(slot);
        if (slots.ContainsKey(slot.Slot))
        {
            return $"The API key slot {slot.Slot} of '{slot.Environment}' is taken.";
        }

        ApiKeySlot? newest = slots.Values.Where(s => s.Scope == slot.Scope).MaxBy(s => s.Generation);
        if (Show(newest) != Show(previous))
        {
            return $"The newest API key row of the scope '{slot.Scope}' of '{slot.Environment}' is {Show(newest)}, not {Show(previous)}.";
        }

        return slot.Generation <= (newest?.Generation ?? 0) ? GenerationTaken(slot) : Set(slot, slots.Add(slot.Slot, slot with { Version = 1 }));
    }

    private string? Update(ApiKeySlot slot)
    {
        ImmutableSortedDictionary<int, ApiKeySlot> slots = SlotsOf(slot);
        return Mismatch(slots, slot)
            ?? (HasGeneration(slots, slot) ? GenerationTaken(slot) : Set(slot, slots.SetItem(slot.Slot, slot with { Version = slot.Version + 1 })));
    }

    private string? Delete(ApiKeySlot slot)
    {
        ImmutableSortedDictionary<int, ApiKeySlot> slots = SlotsOf(slot);
        return Mismatch(slots, slot) ?? Set(slot, slots.Remove(slot.Slot));
    }

    private string? Move(string sink, long sequence)
    {
        long position = _state.Cursors.GetValueOrDefault(sink);
        if (sequence < position)
        {
            return $"The audit sink '{sink}' is at {position} already and does not go back to {sequence}.";
        }

        _state = _state with { Cursors = _state.Cursors.SetItem(sink, sequence) };
        return null;
    }

    private long? FenceAfterwards(OperationId id)
    {
        for (int i = changes.Changes.Count - 1; i >= 0; i--)
        {
            switch (changes.Changes[i])
            {
                case StoreChange.UpdateOperation update when update.Operation.Id == id:
                    return update.Operation.Fence;
                case StoreChange.InsertOperation insert when insert.Operation.Id == id:
                    return insert.Operation.Fence;
            }
        }

        return _state.Operations.GetValueOrDefault(id)?.Fence;
    }

    private ImmutableSortedDictionary<int, ApiKeySlot> SlotsOf(ApiKeySlot slot) =>
        _state.Slots.GetValueOrDefault((slot.Tenant.Account, slot.Environment), ImmutableSortedDictionary<int, ApiKeySlot>.Empty);

    private string? Set(ApiKeySlot slot, ImmutableSortedDictionary<int, ApiKeySlot> slots)
    {
        _state = _state with { Slots = _state.Slots.SetItem((slot.Tenant.Account, slot.Environment), slots) };
        return null;
    }

    private static string? Mismatch(ImmutableSortedDictionary<int, ApiKeySlot> slots, ApiKeySlot slot)
    {
        if (!slots.TryGetValue(slot.Slot, out ApiKeySlot? stored) || stored.Version != slot.Version)
        {
            return $"The API key slot {slot.Slot} of '{slot.Environment}' has version {stored?.Version ?? 0}, not {slot.Version}.";
        }

        return stored.KeyName == slot.KeyName ? null
            : $"The API key slot {slot.Slot} of '{slot.Environment}' is the key '{stored.KeyName}' now, not '{slot.KeyName}'.";
    }

    private static string Show(ApiKeySlot? slot) => slot is null ? "none" : $"'{slot.KeyName}' in slot {slot.Slot} with version {slot.Version}";

    private static bool HasGeneration(ImmutableSortedDictionary<int, ApiKeySlot> slots, ApiKeySlot slot) =>
        slots.Values.Any(s => s.Slot != slot.Slot && s.Scope == slot.Scope && s.Generation == slot.Generation);

    private static string GenerationTaken(ApiKeySlot slot) =>
        $"The generation {slot.Generation} of the scope '{slot.Scope}' of '{slot.Environment}' is taken.";

    private static bool IsDueSometime(TenantOperation operation) => !operation.IsFinal && operation.State != OperationState.Parked;
}
