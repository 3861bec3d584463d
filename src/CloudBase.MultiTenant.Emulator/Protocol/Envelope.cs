using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>The envelope of a refusal: HTTP 200 with Response.Error.</summary>
internal static class Envelope
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Error(string code, string message, string requestId)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("Response");
            json.WriteStartObject("Error");
            json.WriteString("Code", code);
            json.WriteString("Message", message);
            json.WriteEndObject();
            json.WriteString("RequestId", requestId);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }
}
