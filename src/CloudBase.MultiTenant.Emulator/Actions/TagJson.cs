using System.Text.Json;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions;

/// <summary>Writes tags; tcb and cam name the members Key and Value, tag names them TagKey and TagValue.</summary>
internal static class TagJson
{
    public static void WritePairs(Utf8JsonWriter json, string property, List<TagPair> tags, string key, string value)
    {
        json.WriteStartArray(property);
        foreach (var tag in tags)
        {
            json.WriteStartObject();
            json.WriteString(key, tag.Key);
            json.WriteString(value, tag.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
