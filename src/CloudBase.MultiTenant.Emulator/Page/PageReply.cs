using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CloudBase.MultiTenant.Emulator.Hosting;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>Answers for a browser: nothing kept, nothing guessed, nothing from or to another host.</summary>
internal static class PageReply
{
    private static readonly Dictionary<string, string> Headers = new(StringComparer.Ordinal)
    {
        ["Content-Security-Policy"] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ["X-Content-Type-Options"] = "nosniff",
        ["X-Frame-Options"] = "DENY",
        // Not no-referrer: with that a browser sends a form's origin as null.
        ["Referrer-Policy"] = "same-origin",
        ["Cross-Origin-Resource-Policy"] = "same-origin",
        ["Cross-Origin-Opener-Policy"] = "same-origin",
        ["Cache-Control"] = "no-store",
    };

    public static CloudReply Html(HtmlWriter html, int status = 200) => Of(html.ToBytes(), "text/html; charset=utf-8", status);

    public static CloudReply Json<T>(T value, JsonTypeInfo<T> type, Task? durable = null) =>
        Of(JsonSerializer.SerializeToUtf8Bytes(value, type), "application/json", durable: durable);

    public static CloudReply Error(int status, string message) =>
        Of(ErrorJson.Of(message), "application/json", status);

    public static CloudReply Of(byte[] body, string contentType, int status = 200, Task? durable = null) =>
        new() { Status = status, ContentType = contentType, Body = body, Headers = Headers, Durable = durable ?? Task.CompletedTask };

    /// <summary>Sends a browser on after a form, so that a reload repeats nothing.</summary>
    public static CloudReply SeeOther(string location, Task? durable = null) => new()
    {
        Status = 303,
        ContentType = "text/plain",
        Body = Encoding.UTF8.GetBytes($"See {location}"),
        Headers = new Dictionary<string, string>(Headers, StringComparer.Ordinal) { ["Location"] = location },
        Durable = durable ?? Task.CompletedTask,
    };
}
