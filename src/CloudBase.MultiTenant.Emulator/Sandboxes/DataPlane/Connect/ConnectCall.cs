using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;
using Microsoft.AspNetCore.Http;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Connect;

/// <summary>One call by the Connect protocol with its JSON codec: unary, or one request with a stream of answers.</summary>
internal sealed class ConnectCall(HttpContext context, string user, SandboxRun run, CancellationToken attached)
{
    private EnvelopeWriter? _stream;

    public string User => user;

    public SandboxRun Run => run;

    /// <summary>Ends when the caller goes, and when the sandbox is paused or ends.</summary>
    public CancellationToken Attached => attached;

    /// <summary>How long the caller gives the call; null for as long as it takes.</summary>
    public TimeSpan? Timeout =>
        long.TryParse(context.Request.Headers["connect-timeout-ms"].ToString(), out var milliseconds) && milliseconds is > 0 and < int.MaxValue
            ? TimeSpan.FromMilliseconds(milliseconds) : null;

    /// <summary>How often the caller wants a sign of life.</summary>
    public TimeSpan KeepAlive =>
        int.TryParse(context.Request.Headers["keepalive-ping-interval"].ToString(), out var seconds) && seconds is > 0 and <= 3600
            ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromSeconds(90);

    private bool IsStream => (context.Request.ContentType ?? string.Empty).StartsWith("application/connect+", StringComparison.OrdinalIgnoreCase);

    public async Task<JsonDocument> ReadAsync(bool stream)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            throw new ConnectException("unimplemented", "Calls are posted.");
        }

        var wanted = stream ? "application/connect+json" : "application/json";
        if (!(context.Request.ContentType ?? string.Empty).StartsWith(wanted, StringComparison.OrdinalIgnoreCase))
        {
            throw new ConnectException("unimplemented", $"The content type '{context.Request.ContentType}' is not served here; send {wanted}.");
        }

        var body = stream
            ? await EnvelopeReader.ReadOneAsync(context.Request, Attached).ConfigureAwait(false)
            : await EnvelopeReader.ReadAllAsync(context.Request, Attached).ConfigureAwait(false);
        try
        {
            var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new ConnectException("invalid_argument", "The message is not a JSON object.");
    }

    public Task AnswerAsync(Action<Utf8JsonWriter> write) => context.WriteJsonAsync(200, SandboxReply.Json(write));

    public Task AnswerEmptyAsync() => context.WriteJsonAsync(200, "{}"u8.ToArray());

    public async Task<EnvelopeWriter> OpenAsync()
    {
        context.Response.StatusCode = 200;
        context.Response.ContentType = "application/connect+json";
        await context.Response.StartAsync(Attached).ConfigureAwait(false);
        return _stream = new EnvelopeWriter(context.Response.BodyWriter);
    }

    public async Task FailAsync(ConnectException exception)
    {
        if (_stream is null && !IsStream)
        {
            await context.WriteJsonAsync(exception.Status, SandboxReply.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("code", exception.Code);
                json.WriteString("message", exception.Message);
                json.WriteEndObject();
            })).ConfigureAwait(false);
            return;
        }

        // A stream that is refused is opened all the same: its end tells why.
        if (_stream is null)
        {
            context.Response.StatusCode = 200;
            context.Response.ContentType = "application/connect+json";
            _stream = new EnvelopeWriter(context.Response.BodyWriter);
        }

        await _stream.EndAsync(exception, context.RequestAborted).ConfigureAwait(false);
    }
}
