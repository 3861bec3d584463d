using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Files;

/// <summary>Writes what happened under a folder.</summary>
internal static class WatchJson
{
    public static void WriteStart(Utf8JsonWriter json) => WriteEmpty(json, "start");

    public static void WriteKeepAlive(Utf8JsonWriter json) => WriteEmpty(json, "keepalive");

    public static void WriteChange(Utf8JsonWriter json, SandboxedFileChange change, SandboxedFile? entry)
    {
        json.WriteStartObject();
        json.WriteStartObject("filesystem");
        json.WriteString("name", change.Name);
        json.WriteString("type", KindOf(change.Kind));
        if (entry is not null)
        {
            json.WritePropertyName("entry");
            EntryJson.Write(json, entry);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteId(Utf8JsonWriter json, string id)
    {
        json.WriteStartObject();
        json.WriteString("watcherId", id);
        json.WriteEndObject();
    }

    public static void WriteEvents(Utf8JsonWriter json, IReadOnlyList<SandboxedFileChange> changes)
    {
        json.WriteStartObject();
        json.WriteStartArray("events");
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("name", change.Name);
            json.WriteString("type", KindOf(change.Kind));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEmpty(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WriteStartObject(name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string KindOf(SandboxedFileChangeKind kind) => kind switch
    {
        SandboxedFileChangeKind.Create => "EVENT_TYPE_CREATE",
        SandboxedFileChangeKind.Write => "EVENT_TYPE_WRITE",
        SandboxedFileChangeKind.Remove => "EVENT_TYPE_REMOVE",
        SandboxedFileChangeKind.Rename => "EVENT_TYPE_RENAME",
        _ => "EVENT_TYPE_CHMOD",
    };
}
