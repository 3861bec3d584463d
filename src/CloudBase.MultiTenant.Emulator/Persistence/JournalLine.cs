using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Persistence;

/// <summary>One committed call as a line of JSON: its number, its changes, and a sum over both.</summary>
internal static class JournalLine
{
    private const string SumName = ",\"sum\":\"";
    private const int SumLength = 16;
    private const int TailLength = 8 + SumLength + 2;

    public static void Write(ArrayBufferWriter<byte> output, long number, IEnumerable<KeyValuePair<(ITable Table, string Id), Record?>> changes)
    {
        var start = output.WrittenCount;
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("n", number);
            writer.WriteStartArray("changes");
            foreach (var ((table, id), row) in changes)
            {
                writer.WriteStartObject();
                writer.WriteString("kind", table.Kind);
                writer.WriteString("id", id);
                if (row is null)
                {
                    writer.WriteNull("row");
                }
                else
                {
                    writer.WritePropertyName("row");
                    table.Write(writer, row);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        var sum = Sum(output.WrittenSpan[start..]);
        output.Write(Encoding.ASCII.GetBytes($"{SumName}{sum}\"}}\n"));
    }

    /// <summary>Reads a line (without its line end); null when its sum or its number is not right.</summary>
    public static JsonDocument? TryRead(ReadOnlyMemory<byte> line, long number)
    {
        if (line.Length <= TailLength)
        {
            return null;
        }

        var content = line[..^TailLength];
        var tail = Encoding.ASCII.GetString(line.Span[^TailLength..]);
        if (tail != $"{SumName}{Sum(content.Span)}\"}}")
        {
            return null;
        }

        var document = JsonDocument.Parse(line);
        if (document.RootElement.GetProperty("n").GetInt64() == number)
        {
            return document;
        }

        document.Dispose();
        return null;
    }

    private static string Sum(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(content, hash);
        return Convert.ToHexStringLower(hash[..(SumLength / 2)]);
    }
}
