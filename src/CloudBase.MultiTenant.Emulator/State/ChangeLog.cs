namespace CloudBase.MultiTenant.Emulator.State;

/// <summary>What the call in hand has changed: written to the journal as one line, together or not at all.</summary>
internal sealed class ChangeLog
{
    private readonly Dictionary<(ITable Table, string Id), Record?> _changes = [];

    public IReadOnlyDictionary<(ITable Table, string Id), Record?> Changes => _changes;

    public void Put(ITable table, string id, Record row) => _changes[(table, id)] = row;

    public void Remove(ITable table, string id) => _changes[(table, id)] = null;

    public void Clear() => _changes.Clear();
}
