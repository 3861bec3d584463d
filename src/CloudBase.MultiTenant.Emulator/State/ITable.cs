using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.State;

internal interface ITable
{
    string Kind { get; }

    void Write(Utf8JsonWriter writer, Record row);

    void Load(string id, JsonElement row);

    void Clear();

    IEnumerable<(string Id, Record Row)> All();
}
