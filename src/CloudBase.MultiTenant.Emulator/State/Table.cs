using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CloudBase.MultiTenant.Emulator.State;

/// <summary>The rows of one kind; every change is noted for the journal.</summary>
internal sealed class Table<TRecord>(string kind, Func<TRecord, string> idOf, JsonTypeInfo<TRecord> json, ChangeLog changes) : ITable
    where TRecord : Record
{
    private readonly Dictionary<string, TRecord> _rows = new(StringComparer.Ordinal);

    public string Kind => kind;

    public int Count => _rows.Count;

    public Dictionary<string, TRecord>.ValueCollection Rows => _rows.Values;

    public TRecord? Find(string id) => _rows.GetValueOrDefault(id);

    public bool Contains(string id) => _rows.ContainsKey(id);

    public void Put(TRecord row)
    {
        var id = idOf(row);
        _rows[id] = row;
        changes.Put(this, id, row);
    }

    public void Remove(TRecord row)
    {
        var id = idOf(row);
        if (_rows.Remove(id))
        {
            changes.Remove(this, id);
        }
    }

    public void Write(Utf8JsonWriter writer, Record row) => JsonSerializer.Serialize(writer, (TRecord)row, json);

    public void Load(string id, JsonElement row)
    {
        if (row.ValueKind == JsonValueKind.Null)
        {
            _rows.Remove(id);
            return;
        }

        _rows[id] = row.Deserialize(json) ?? throw new JsonException($"The row {kind}/{id} is empty.");
    }

    public void Clear() => _rows.Clear();

    public IEnumerable<(string Id, Record Row)> All() => _rows.Select(pair => (pair.Key, (Record)pair.Value));
}
