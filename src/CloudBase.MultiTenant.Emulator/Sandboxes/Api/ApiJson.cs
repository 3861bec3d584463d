using System.Globalization;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Api;

/// <summary>Writes sandboxes and snapshots as the API does.</summary>
internal static class ApiJson
{
    private const string ClientId = "emulator";

    /// <summary>What a start and a connect answer.</summary>
    public static void WriteStarted(Utf8JsonWriter json, SandboxView view, string envdVersion)
    {
        json.WriteStartObject();
        WriteNames(json, view, envdVersion);
        if (view.Start.Access != PortAccess.None)
        {
            json.WriteString("envdAccessToken", view.Tokens.Access);
        }

        if (view.Start.Access == PortAccess.Token)
        {
            json.WriteString("trafficAccessToken", view.Tokens.Traffic);
        }

        json.WriteEndObject();
    }

    public static void WriteListed(Utf8JsonWriter json, SandboxView view, string envdVersion, bool detail)
    {
        var limits = new SandboxLimits();
        json.WriteStartObject();
        WriteNames(json, view, envdVersion);
        json.WriteString("startedAt", Time(view.StartedAt));
        json.WriteString("endAt", Time(view.EndsAt));
        json.WriteString("state", view.IsPaused ? "paused" : "running");
        json.WriteNumber("cpuCount", (int)limits.Cpus);
        json.WriteNumber("memoryMB", limits.MemoryBytes >> 20);
        json.WriteNumber("diskSizeMB", limits.DiskBytes >> 20);
        json.WriteStartObject("metadata");
        foreach (var (name, value) in view.Metadata)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("volumeMounts");
        json.WriteEndArray();
        if (detail)
        {
            if (view.Start.Access != PortAccess.None)
            {
                json.WriteString("envdAccessToken", view.Tokens.Access);
            }

            json.WriteBoolean("allowInternetAccess", view.Start.AllowInternet);
            json.WriteStartObject("lifecycle");
            json.WriteBoolean("autoResume", view.Start.AutoResume);
            json.WriteString("onTimeout", view.Start.PauseOnExpiry ? "pause" : "kill");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static void WriteSnapshot(Utf8JsonWriter json, FleetTemplate snapshot)
    {
        json.WriteStartObject();
        json.WriteString("snapshotID", snapshot.Id);
        json.WriteStartArray("names");
        if (snapshot.Name.Length > 0)
        {
            json.WriteStringValue(snapshot.Name);
        }

        json.WriteEndArray();
        json.WriteString("createdAt", Time(snapshot.CreatedAt));
        json.WriteEndObject();
    }

    public static void WriteTemplate(Utf8JsonWriter json, FleetTemplate template)
    {
        json.WriteStartObject();
        json.WriteString("templateID", template.Id);
        json.WriteStartArray("names");
        json.WriteStringValue(template.Name);
        json.WriteEndArray();
        json.WriteStartArray("aliases");
        json.WriteStringValue(template.Name);
        json.WriteEndArray();
        json.WriteBoolean("public", template.BuiltIn);
        json.WriteString("createdAt", Time(template.CreatedAt));
        json.WriteString("updatedAt", Time(template.UpdatedAt));
        json.WriteEndObject();
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static void WriteNames(Utf8JsonWriter json, SandboxView view, string envdVersion)
    {
        json.WriteString("sandboxID", view.Id);
        json.WriteString("templateID", view.Start.Template.BuiltIn ? view.Start.Template.Name : view.Start.Template.Id);
        json.WriteString("clientID", ClientId);
        json.WriteString("envdVersion", envdVersion);
        if (view.Start.Template.Name.Length > 0)
        {
            json.WriteString("alias", view.Start.Template.Name);
        }
    }
}
