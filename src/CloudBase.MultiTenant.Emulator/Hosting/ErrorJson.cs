using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>What went wrong under <c>/_emulator/</c>, as a person in a terminal can read it: quotes and words of any script stay as they are.</summary>
internal static class ErrorJson
{
    // It is sent as JSON that no browser may take for something else: nothing in it becomes markup.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(string message)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, s_options))
        {
            writer.WriteStartObject();
            writer.WriteString("error", message);
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
