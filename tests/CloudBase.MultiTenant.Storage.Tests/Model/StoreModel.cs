using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Storage.Tests.Model;

/// <summary>The rules of a store as plainly as they can be written: one list of records, copied for each change set.</summary>
internal sealed class StoreModel
{
    private List<object> _records = [];

    /// <summary>The ceiling that the change refused last would have passed.</summary>
    public StoreCeiling? Passed { get; private set; }

    public IReadOnlyList<object> Records => _records;

    public IEnumerable<T> All<T>() => _records.OfType<T>();

    /// <summary>Returns the change that is refused, or null when all were made.</summary>
    public StoreChange? Commit(IReadOnlyList<StoreChange> changes)
    {
        List<object> before = [.. _records];
        Passed = null;
        foreach (StoreChange change in changes)
        {
            if (!Apply(change, changes))
            {
                _records = before;
                return change;
            }
        }

        return null;
    }

    private bool Apply(StoreChange change, IReadOnlyList<StoreChange> all) => change switch
    {
        StoreChange.InsertTenant c => !All<Tenant>().Any(t => t.Key == c.Tenant.Key || IsSameAlias(t, c.Tenant)) && Add(c.Tenant with { Version = 1 }),
        StoreChange.UpdateTenant c => !All<Tenant>().Any(t => t.Key != c.Tenant.Key && IsSameAlias(t, c.Tenant))
            && Replace<Tenant>(t => t.Key == c.Tenant.Key && t.Version == c.Tenant.Version, c.Tenant with { Version = c.Tenant.Version + 1 }),
        StoreChange.InsertOperation c => !All<TenantOperation>().Any(o => o.Id == c.Operation.Id) && Add(c.Operation with { Version = 1 }),
        StoreChange.UpdateOperation c => Replace<TenantOperation>(
            o => o.Id == c.Operation.Id && o.Version == c.Operation.Version && o.Fence <= c.Operation.Fence,
            c.Operation with { Version = c.Operation.Version + 1 }),
        StoreChange.AppendJournal c => FenceAfter(c.Entry.Operation, all) == c.Entry.Fence
            && !All<JournalEntry>().Any(e => e.Operation == c.Entry.Operation && e.Sequence == c.Entry.Sequence) && Add(c.Entry),
        StoreChange.BindEnvironment c => !All<EnvironmentBinding>().Any(
            b => b.Environment == c.Binding.Environment && b.Tenant.Account == c.Binding.Tenant.Account) && Add(c.Binding),
        StoreChange.AppendAudit c => Add(c.Record),
        StoreChange.InsertApiKeySlot c => !SlotsOf(c.Slot).Any(s => s.Slot == c.Slot.Slot)
            && SlotsOf(c.Slot).Where(s => s.Scope == c.Slot.Scope).MaxBy(s => s.Generation) is var newest
            && (newest is null ? c.Previous is null : c.Previous is { } seen && IsThat(newest, seen))
            && c.Slot.Generation > (newest?.Generation ?? 0) && Add(c.Slot with { Version = 1 }),
        StoreChange.UpdateApiKeySlot c => !SlotsOf(c.Slot).Any(s => s.Slot != c.Slot.Slot && IsSameGeneration(s, c.Slot))
            && Replace<ApiKeySlot>(s => IsThat(s, c.Slot), c.Slot with { Version = c.Slot.Version + 1 }),
        StoreChange.DeleteApiKeySlot c => _records.RemoveAll(r => r is ApiKeySlot s && IsThat(s, c.Slot)) == 1,
        StoreChange.MoveAuditCursor c => !All<(string Sink, long At)>().Any(p => p.Sink == c.Sink && p.At > c.Sequence)
            && _records.RemoveAll(r => r is ValueTuple<string, long> p && p.Item1 == c.Sink) >= 0 && Add((c.Sink, c.Sequence)),
        StoreChange.InsertSandboxMember c => !All<SandboxMember>().Any(m => m.Account == c.Member.Account && m.Id == c.Member.Id)
            && Add(c.Member with { Version = 1 }) && Holds(c.Member, c.Ceilings),
        StoreChange.UpdateSandboxMember c => Replace<SandboxMember>(
            m => PoolRules.MayReplace(m, c.Member), c.Member with { Version = c.Member.Version + 1 }) && Holds(c.Member, c.Ceilings),
        StoreChange.DeleteSandboxMember c => _records.RemoveAll(r => r is SandboxMember m && PoolRules.IsThat(m, c.Member)) == 1,
        StoreChange.InsertPooledEnvironment c => !All<PooledEnvironment>().Any(m => m.Account == c.Member.Account && m.Id == c.Member.Id)
            && PoolRules.IsEnvironmentFree(All<PooledEnvironment>(), c.Member) && Add(c.Member with { Version = 1 })
            && Holds(PoolRules.Holds(All<PooledEnvironment>(), c.Member, c.Ceiling) ? null : StoreCeiling.PoolTotal),
        StoreChange.UpdatePooledEnvironment c => PoolRules.IsEnvironmentFree(All<PooledEnvironment>(), c.Member)
            && Replace<PooledEnvironment>(m => PoolRules.MayReplace(m, c.Member), c.Member with { Version = c.Member.Version + 1 }),
        StoreChange.PutSharedRecord c => (All<SharedRecord>().SingleOrDefault(r => PoolRules.IsThat(r, c.Record))?.Version ?? 0) == c.Record.Version
            && _records.RemoveAll(r => r is SharedRecord s && PoolRules.IsThat(s, c.Record)) >= 0 && Add(c.Record with { Version = c.Record.Version + 1 }),
        StoreChange.OverwriteSharedRecord c => (All<SharedRecord>().SingleOrDefault(r => PoolRules.IsThat(r, c.Record))?.Version ?? 0) is var written
            && !(written >= c.Most) && _records.RemoveAll(r => r is SharedRecord s && PoolRules.IsThat(s, c.Record)) >= 0 && Add(c.Record with { Version = written + 1 }),
        StoreChange.DeleteSharedRecord c =>
            _records.RemoveAll(r => r is SharedRecord s && PoolRules.IsThat(s, c.Record) && s.Version == c.Record.Version) == 1,
        _ => throw new ArgumentException(change.ToString()),
    };

    private bool Holds(SandboxMember member, SandboxCeilings? ceilings) => Holds(PoolRules.FindPassed(All<SandboxMember>(), member, ceilings));

    private bool Holds(StoreCeiling? passed)
    {
        Passed = passed;
        return passed is null;
    }

    private long? FenceAfter(OperationId id, IReadOnlyList<StoreChange> all) =>
        all.Select(c => c is StoreChange.InsertOperation i ? i.Operation : (c as StoreChange.UpdateOperation)?.Operation).LastOrDefault(o => o?.Id == id)?.Fence
        ?? All<TenantOperation>().SingleOrDefault(o => o.Id == id)?.Fence;

    private IEnumerable<ApiKeySlot> SlotsOf(ApiKeySlot slot) =>
        All<ApiKeySlot>().Where(s => s.Tenant.Account == slot.Tenant.Account && s.Environment == slot.Environment);

    private bool Add(object record)
    {
        _records.Add(record);
        return true;
    }

    private bool Replace<T>(Func<T, bool> isIt, T record)
    {
        int index = _records.FindIndex(r => r is T t && isIt(t));
        if (index >= 0)
        {
            _records[index] = record!;
        }

        return index >= 0;
    }

    private static bool IsSameAlias(Tenant a, Tenant b) => a.Key.Account == b.Key.Account && a.Alias == b.Alias;

    private static bool IsSameGeneration(ApiKeySlot a, ApiKeySlot b) => a.Scope == b.Scope && a.Generation == b.Generation;

    private static bool IsThat(ApiKeySlot stored, ApiKeySlot given) =>
        stored.Tenant.Account == given.Tenant.Account && stored.Environment == given.Environment && stored.Slot == given.Slot
        && stored.Version == given.Version && stored.KeyName == given.KeyName;
}
