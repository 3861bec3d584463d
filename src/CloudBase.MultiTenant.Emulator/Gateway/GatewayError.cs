using System.Buffers;
using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.Gateway;

/// <summary>The body of a gateway's refusal.</summary>
internal static class GatewayError
{
    public static ReadOnlyMemory<byte> Write(string code, string message, string requestId)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("code", code);
            json.WriteString("message", message);
            json.WriteString("requestId", requestId);
            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }
}
