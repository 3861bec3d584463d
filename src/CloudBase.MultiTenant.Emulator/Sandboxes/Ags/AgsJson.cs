using System.Globalization;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Ags;

/// <summary>Writes tools and instances as ags does.</summary>
internal static class AgsJson
{
    public static string Status(FleetState state) => state.ToString().ToUpperInvariant();

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static void WriteInstance(Utf8JsonWriter json, SandboxView view)
    {
        json.WriteStartObject();
        json.WriteString("InstanceId", view.Id);
        json.WriteString("ToolId", view.Start.Template.Id);
        json.WriteString("ToolName", view.Start.Template.Name);
        json.WriteString("Status", Status(view.State));
        json.WriteBoolean("Persistent", view.Start.Template.Persistent);
        json.WriteNumber("TimeoutSeconds", (long)view.Lifetime.TotalSeconds);
        if (view.IsAlive)
        {
            json.WriteString("ExpiresAt", Time(view.EndsAt));
        }
        else if (view.Ended is { } reason)
        {
            json.WriteString("StopReason", reason.ToString().ToLowerInvariant());
        }

        json.WriteString("CreateTime", Time(view.CreatedAt));
        json.WriteString("UpdateTime", Time(view.UpdatedAt));
        json.WriteString("NetworkMode", view.Start.Template.NetworkMode);
        json.WriteString("AuthMode", view.Start.Access.ToString().ToUpperInvariant());
        json.WriteStartArray("Metadata");
        foreach (var (name, value) in view.Metadata)
        {
            json.WriteStartObject();
            json.WriteString("Name", name);
            json.WriteString("Value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteTool(Utf8JsonWriter json, FleetTemplate tool)
    {
        json.WriteStartObject();
        json.WriteString("ToolId", tool.Id);
        json.WriteString("ToolName", tool.Name);
        json.WriteString("ToolType", tool.ToolType);
        json.WriteString("Status", "ACTIVE");
        json.WriteString("Description", tool.Description);
        json.WriteBoolean("Persistent", tool.Persistent);
        json.WriteNumber("DefaultTimeoutSeconds", (long)tool.Lifetime.TotalSeconds);
        json.WriteStartObject("NetworkConfiguration");
        json.WriteString("NetworkMode", tool.NetworkMode);
        json.WriteEndObject();
        json.WriteStartArray("Tags");
        foreach (var (key, value) in tool.Tags)
        {
            json.WriteStartObject();
            json.WriteString("Key", key);
            json.WriteString("Value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("CreateTime", Time(tool.CreatedAt));
        json.WriteString("UpdateTime", Time(tool.UpdatedAt));
        json.WriteEndObject();
    }
}
