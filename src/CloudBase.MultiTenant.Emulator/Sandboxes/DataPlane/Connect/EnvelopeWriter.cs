using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Connect;

/// <summary>Writes a stream of answers: each in an envelope, each sent at once. One writer at a time.</summary>
internal sealed class EnvelopeWriter(PipeWriter output)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly ArrayBufferWriter<byte> _message = new(1024);

    public ValueTask WriteAsync(Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        _message.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_message, Options))
        {
            write(json);
        }

        return SendAsync(0, cancellationToken);
    }

    /// <summary>The last envelope; without it a caller takes the stream for cut.</summary>
    public ValueTask EndAsync(ConnectException? error, CancellationToken cancellationToken)
    {
        _message.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_message, Options))
        {
            json.WriteStartObject();
            if (error is not null)
            {
                json.WriteStartObject("error");
                json.WriteString("code", error.Code);
                json.WriteString("message", error.Message);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return SendAsync(2, cancellationToken);
    }

    private async ValueTask SendAsync(byte flags, CancellationToken cancellationToken)
    {
        var message = _message.WrittenMemory;
        var head = output.GetSpan(5);
        head[0] = flags;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], message.Length);
        output.Advance(5);
        await output.WriteAsync(message, cancellationToken).ConfigureAwait(false);
    }
}
