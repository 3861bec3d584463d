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
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var format) || format.GetString() != Format)
            {
                throw new InvalidDataException($"This is no exported state (its format is not '{Format}'): give a file that 'cloudbase-emulator export' wrote.");
            }

            var version = root.GetProperty("version").GetInt32();
            if (version > Version)
            {
                var writer = root.TryGetProperty("emulator", out var name) ? name.GetString() : "a newer one";
                throw new InvalidDataException(
                    $"The exported state has version {version}, written by emulator {writer}; this one, {EmulatorVersion.Text}, reads up to {Version}. Update the emulator.");
            }

            var byKind = scratch.ToDictionary(table => table.Kind, StringComparer.Ordinal);
            var rows = new List<StateRow>();
            foreach (var element in root.GetProperty("rows").EnumerateArray())
            {
                var row = new StateRow(element.GetProperty("kind").GetString()!, element.GetProperty("id").GetString()!, element.GetProperty("row").Clone());
                if (!byKind.TryGetValue(row.Kind, out var table))
                {
                    throw new InvalidDataException($"The exported state holds rows of kind '{row.Kind}', which this emulator does not know.");
                }

                table.Load(row.Id, row.Row);
                rows.Add(row);
            }

            return rows;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"The exported state is damaged: {exception.Message} Export it again.", exception);
        }
    }
}
