using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Connect;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Processes;

/// <summary>Reads and writes the messages of process.Process.</summary>
internal static class ProcessJson
{
    public static SandboxedProcessStart ReadStart(JsonElement request, string user)
    {
        if (!request.TryGetProperty("process", out var process) || process.ValueKind != JsonValueKind.Object || Text(process, "cmd") is not { Length: > 0 } program)
        {
            throw new ConnectException("invalid_argument", "process.cmd is missing.");
        }

        if (request.TryGetProperty("pty", out var pty) && pty.ValueKind == JsonValueKind.Object)
        {
            throw new ConnectException("unimplemented", "Terminals (pty) are not served by this emulator; start the command without one.");
        }

        return new SandboxedProcessStart
        {
            Program = program,
            Arguments = ReadTexts(process, "args"),
            Environment = ReadMap(process, "envs"),
            WorkingDirectory = Text(process, "cwd") is { Length: > 0 } folder ? SandboxPath.Resolve(folder) : null,
            User = user,
            // Clients that do not know the field write to the input.
            OpenInput = !request.TryGetProperty("stdin", out var stdin) || stdin.ValueKind != JsonValueKind.False,
        };
    }

    public static EnvdProcess Select(ProcessTable table, JsonElement request)
    {
        if (!request.TryGetProperty("process", out var selector) || selector.ValueKind != JsonValueKind.Object)
        {
            throw new ConnectException("invalid_argument", "process is missing: name a pid or a tag.");
        }

        if (selector.TryGetProperty("pid", out var pid) && pid.ValueKind == JsonValueKind.Number && pid.TryGetInt32(out var id))
        {
            return table.Find(id) ?? throw new ConnectException("not_found", $"process with pid {id} not found");
        }

        return Text(selector, "tag") is { } tag
            ? table.Find(tag) ?? throw new ConnectException("not_found", $"process with tag '{tag}' not found")
            : throw new ConnectException("invalid_argument", "process names neither a pid nor a tag.");
    }

    public static void WriteStarted(Utf8JsonWriter json, int id)
    {
        json.WriteStartObject();
        json.WriteStartObject("event");
        json.WriteStartObject("start");
        json.WriteNumber("pid", id);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteData(Utf8JsonWriter json, ProcessEvent.Data data)
    {
        json.WriteStartObject();
        json.WriteStartObject("event");
        json.WriteStartObject("data");
        json.WriteBase64String(data.IsError ? "stderr" : "stdout", data.Bytes.Span);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteKeepAlive(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("event");
        json.WriteStartObject("keepalive");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteEnd(Utf8JsonWriter json, SandboxedProcessExit exit)
    {
        var status = exit.Signal is { } signal ? $"signal: {SignalName(signal)}" : $"exit status {exit.ExitCode}";
        json.WriteStartObject();
        json.WriteStartObject("event");
        json.WriteStartObject("end");
        json.WriteNumber("exitCode", exit.Signal is null ? exit.ExitCode : -1);
        json.WriteBoolean("exited", exit.Signal is null);
        json.WriteString("status", status);
        if (exit.OutOfDisk)
        {
            json.WriteString("error", $"{status} (out of disk)");
        }
        else if (exit.OutOfMemory)
        {
            json.WriteString("error", $"{status} (out of memory)");
        }
        else if (exit.Signal is not null || exit.ExitCode != 0)
        {
            json.WriteString("error", status);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteList(Utf8JsonWriter json, IEnumerable<EnvdProcess> processes)
    {
        json.WriteStartObject();
        json.WriteStartArray("processes");
        foreach (var process in processes)
        {
            json.WriteStartObject();
            json.WriteStartObject("config");
            json.WriteString("cmd", process.Start.Program);
            json.WriteStartArray("args");
            foreach (var argument in process.Start.Arguments)
            {
                json.WriteStringValue(argument);
            }

            json.WriteEndArray();
            json.WritePropertyName("envs");
            WriteMap(json, process.Start.Environment);
            if (process.Start.WorkingDirectory is { } folder)
            {
                json.WriteString("cwd", folder);
            }

            json.WriteEndObject();
            json.WriteNumber("pid", process.Id);
            if (process.Tag is { } tag)
            {
                json.WriteString("tag", tag);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteMap(Utf8JsonWriter json, IReadOnlyDictionary<string, string> map)
    {
        json.WriteStartObject();
        foreach (var (name, value) in map)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static List<string> ReadTexts(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw new ConnectException("invalid_argument", $"{name} holds something that is no text."))]
            : [];

    private static Dictionary<string, string> ReadMap(JsonElement element, string name)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                map[member.Name] = member.Value.ValueKind == JsonValueKind.String
                    ? member.Value.GetString()! : throw new ConnectException("invalid_argument", $"{name}.{member.Name} is no text.");
            }
        }

        return map;
    }

    private static string SignalName(int signal) => signal switch
    {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        6 => "aborted",
        9 => "killed",
        11 => "segmentation fault",
        13 => "broken pipe",
        15 => "terminated",
        _ => $"signal {signal}",
    };
}
