using System.Buffers;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Hosting;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Persistence;

/// <summary>All state as one JSON document with a version.</summary>
internal static class StateFile
{
    public const string Format = "cloudbase-emulator-state";
    public const int Version = 1;

    /// <summary>The most that is imported over HTTP.</summary>
    public const int MaxBytes = 1024 * 1024 * 1024;

    public static ReadOnlyMemory<byte> Write(IReadOnlyList<ITable> tables, DateTimeOffset now)
    {
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteNumber("version", Version);
            writer.WriteString("emulator", EmulatorVersion.Text);
            writer.WriteString("exportedAt", now);
            writer.WriteStartArray("rows");
            foreach (var table in tables)
            {
                foreach (var (id, row) in table.All())
                {
                    writer.WriteStartObject();
                    writer.WriteString("kind", table.Kind);
                    writer.WriteString("id", id);
                    writer.WritePropertyName("row");
                    table.Write(writer, row);
                    writer.WriteEndObject();
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    /// <summary>Reads a file, and each of its rows once into <paramref name="scratch"/> to see that it can be.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or damaged, or of a newer version.</exception>
    public static IReadOnlyList<StateRow> Read(ReadOnlyMemory<byte> file, IReadOnlyList<ITable> scratch)
    {
        try
        {
            using var document = JsonDocument.Parse(file);
            var root = document.RootElement;
            var format = Member(root, "format");
            if (format is not { ValueKind: JsonValueKind.String } || !format.Value.ValueEquals(Format))
            {
                throw new InvalidDataException($"This is no exported state (its format is '{Shown(format)}', not '{Format}'): give a file that 'cloudbase-emulator export' wrote.");
            }

            if (Member(root, "version") is not { ValueKind: JsonValueKind.Number } number || !number.TryGetInt32(out var version))
            {
                throw Damaged($"its version is '{Shown(Member(root, "version"))}' but must be a whole number");
            }

            if (version > Version)
            {
                var writer = Member(root, "emulator") is { ValueKind: JsonValueKind.String } name ? name.GetString() : "a newer one";
                throw new InvalidDataException(
                    $"The exported state has version {version}, written by emulator {writer}; this one, {EmulatorVersion.Text}, reads up to {Version}. Update the emulator.");
            }

            if (Member(root, "rows") is not { ValueKind: JsonValueKind.Array } list)
            {
                throw Damaged($"its rows are '{Shown(Member(root, "rows"))}' but must be a list");
            }

            var byKind = scratch.ToDictionary(table => table.Kind, StringComparer.Ordinal);
            var rows = new List<StateRow>();
            foreach (var element in list.EnumerateArray())
            {
                if (Member(element, "kind") is not { ValueKind: JsonValueKind.String } kind || Member(element, "id") is not { ValueKind: JsonValueKind.String } id
                    || Member(element, "row") is not { } content)
                {
                    throw Damaged($"row {rows.Count + 1} is '{Shown(element)}' but must have a kind, an id and a row");
                }

                var row = new StateRow(kind.GetString()!, id.GetString()!, content.Clone());
                if (!byKind.TryGetValue(row.Kind, out var table))
                {
                    throw new InvalidDataException($"The exported state holds rows of kind '{row.Kind}', which this emulator, {EmulatorVersion.Text}, does not know. Update the emulator, or export it again with this one.");
                }

                Load(table, row, rows.Count + 1);
                rows.Add(row);
            }

            return rows;
        }
        catch (JsonException exception)
        {
            throw Damaged(file.IsEmpty ? "it is empty" : $"it is no JSON from line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw Damaged("a text in it is not UTF-8", exception);
        }
    }

    private static void Load(ITable table, StateRow row, int number)
    {
        try
        {
            table.Load(row.Id, row.Row);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            var path = (exception as JsonException)?.Path is { } at ? $" at {at}" : string.Empty;
            throw Damaged($"row {number} ('{row.Kind}', '{row.Id}') cannot be read{path}; it must be as 'cloudbase-emulator export' writes it", exception);
        }
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    private static string Shown(JsonElement? element)
    {
        var text = element switch { null => "missing", { ValueKind: JsonValueKind.String } given => given.GetRawText()[1..^1], { } given => given.GetRawText() };
        return text.Length <= 60 ? text : text[..60] + "…";
    }

    private static InvalidDataException Damaged(string what, Exception? inner = null) =>
        new($"The exported state is damaged: {what}. Export it again.", inner);
}
