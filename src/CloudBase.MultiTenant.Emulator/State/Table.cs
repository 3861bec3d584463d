using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CloudBase.MultiTenant.Emulator.Persistence;

namespace CloudBase.MultiTenant.Emulator.State;

/// <summary>The rows of one kind; every change is noted for the journal.</summary>
internal sealed class Table<TRecord>(string kind, Func<TRecord, string> idOf, Func<RecordJson, JsonTypeInfo<TRecord>> json, ChangeLog changes) : ITable
    where TRecord : Record
{
    private readonly Dictionary<string, TRecord> _rows = new(StringComparer.Ordinal);

    public string Kind => kind;

    /// <summary>How a row is written: made when the first one is, for most accounts have no row of most kinds.</summary>
    private JsonTypeInfo<TRecord> Json => field ??= json(RecordJson.Default);

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

    public void Write(Utf8JsonWriter writer, Record row) => JsonSerializer.Serialize(writer, (TRecord)row, Json);

    public void Load(string id, JsonElement row)
    {
        if (row.ValueKind == JsonValueKind.Null)
        {
            _rows.Remove(id);
            return;
        }

        _rows[id] = row.Deserialize(Json) ?? throw new JsonException($"The row {kind}/{id} is empty.");
    }

    public void Clear() => _rows.Clear();

    public IEnumerable<(string Id, Record Row)> All() => _rows.Select(pair => (pair.Key, (Record)pair.Value));
}
