using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;

/// <summary>Small JSON answers of the data plane and of the gate before it.</summary>
internal static class SandboxReply
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            write(json);
        }

        return bytes.WrittenMemory;
    }

    public static ReadOnlyMemory<byte> Error(int code, string message) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("code", code);
        json.WriteString("message", message);
        json.WriteEndObject();
    });

    public static Task WriteErrorAsync(this HttpContext context, int status, string message) => context.WriteJsonAsync(status, Error(status, message));

    public static async Task WriteJsonAsync(this HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>The gate's answer for a sandbox that is not there.</summary>
    public static Task WriteNoSandboxAsync(this HttpContext context, int status, string id) => context.WriteJsonAsync(status, Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("sandboxId", id);
        json.WriteString("message", "The sandbox was not found");
        json.WriteNumber("code", status);
        json.WriteEndObject();
    }));

    /// <summary>The gate's answer for a port that nothing listens on.</summary>
    public static Task WriteClosedPortAsync(this HttpContext context, string id, int port) => context.WriteJsonAsync(502, Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("sandboxId", id);
        json.WriteString("message", "The sandbox is running but port is not open");
        json.WriteNumber("port", port);
        json.WriteNumber("code", 502);
        json.WriteEndObject();
    }));
}
