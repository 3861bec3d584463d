using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CloudBase.MultiTenant.Sandboxes.Envd.Internal.Wire;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal;

/// <summary>
/// The messages of one streaming call, in envelopes: one byte of flags, four of length, JSON. One reader; nothing is read ahead, so
/// whoever reads slowly holds the sender. Disposing ends the call.
/// </summary>
internal sealed class EnvdStream : IAsyncDisposable
{
    private const int HeadLength = 5;
    private const byte Compressed = 1;
    private const byte LastOne = 2;

    private readonly EnvdTransport _transport;
    private readonly EnvdRequest _request;
    private readonly byte[] _head = new byte[HeadLength];
    private readonly CancellationTokenSource _idle;
    private HttpResponseMessage? _response;
    private Stream? _content;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(4096);
    private int _disposed;

    private EnvdStream(EnvdTransport transport, EnvdRequest request)
    {
        (_transport, _request) = (transport, request);
        _idle = new CancellationTokenSource(transport.Services.Options.RequestTimeout, transport.Services.TimeProvider);
    }

    /// <summary>Starts a call; the stream is there when the answer's head is.</summary>
    public static async Task<EnvdStream> OpenAsync<TRequest>(
        EnvdTransport transport, EnvdRequest request, TRequest body, JsonTypeInfo<TRequest> type, CancellationToken cancellationToken)
    {
        byte[] envelope = Pack(JsonSerializer.SerializeToUtf8Bytes(body, type));
        EnvdRequest full = request with
        {
            Method = HttpMethod.Post,
            IsStream = true,
            Body = () =>
            {
                ByteArrayContent content = new(envelope);
                content.Headers.ContentType = new("application/connect+json");
                return content;
            },
        };
        EnvdStream stream = new(transport, full);
        try
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stream._idle.Token);
            stream._response = await transport.SendAsync(full, either.Token, cancellationToken).ConfigureAwait(false);
            stream._content = await stream._response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads the next message; null at a proper end.</summary>
    /// <param name="type">The message's type.</param>
    /// <param name="patience">How long it may take.</param>
    public async Task<TMessage?> ReadAsync<TMessage>(JsonTypeInfo<TMessage> type, TimeSpan patience)
        where TMessage : class
    {
        _idle.CancelAfter(patience);
        try
        {
            await _content!.ReadExactlyAsync(_head, _idle.Token).ConfigureAwait(false);
            int length = CheckHead();
            if (_buffer.Length < length)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = ArrayPool<byte>.Shared.Rent(length);
            }

            await _content!.ReadExactlyAsync(_buffer.AsMemory(0, length), _idle.Token).ConfigureAwait(false);
            _idle.CancelAfter(Timeout.InfiniteTimeSpan);
            return _head[0] == LastOne ? await EndAsync<TMessage>(length).ConfigureAwait(false)
                : JsonSerializer.Deserialize(_buffer.AsSpan(0, length), type) ?? throw new JsonException("a message is null");
        }
        catch (Exception exception) when (Volatile.Read(ref _disposed) == 1 && exception is OperationCanceledException or IOException or HttpRequestException or ObjectDisposedException)
        {
            throw new ObjectDisposedException(_request.Action, "This was disconnected from by disposing it: connect again.");
        }
        catch (OperationCanceledException exception)
        {
            throw await BrokenAsync($"has been silent for {patience}: the connection is taken for cut", exception).ConfigureAwait(false);
        }
        catch (EndOfStreamException exception)
        {
            throw await BrokenAsync("ended without its last message: it was cut", exception).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw await BrokenAsync($"broke off ({exception.Message})", exception).ConfigureAwait(false);
        }
        catch (JsonException exception)
        {
            throw _transport.Errors.Unavailable(_request, $"sent a message that cannot be read ({exception.Message})", CloudEffect.Unknown, exception);
        }
    }

    /// <summary>Makes the error for a stream that ended properly, but too early.</summary>
    public Task<Exception> BrokenAsync(string what, Exception? cause = null) =>
        _transport.Errors.OfBreakAsync(_request, what, CloudEffect.Unknown, cause, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _idle.CancelAsync().ConfigureAwait(false);
        _response?.Dispose();
    }

    private static byte[] Pack(byte[] json)
    {
        byte[] envelope = new byte[HeadLength + json.Length];
        BinaryPrimitives.WriteInt32BigEndian(envelope.AsSpan(1), json.Length);
        json.CopyTo(envelope, HeadLength);
        return envelope;
    }

    private int CheckHead()
    {
        uint length = BinaryPrimitives.ReadUInt32BigEndian(_head.AsSpan(1));
        int limit = _transport.Services.Options.MaxMessageBytes;
        if (length > limit)
        {
            throw _transport.Errors.Unavailable(_request, $"announced a message of {length} bytes, more than EnvdOptions.MaxMessageBytes, {limit}", CloudEffect.Unknown);
        }

        return (_head[0] & Compressed) == 0 ? (int)length
            : throw _transport.Errors.Unavailable(_request, "sent a compressed message, which was not asked for and is never unpacked", CloudEffect.Unknown);
    }

    private async Task<TMessage?> EndAsync<TMessage>(int length)
        where TMessage : class
    {
        WireError? error = length == 0 ? null : JsonSerializer.Deserialize(_buffer.AsSpan(0, length), EnvdJsonContext.Default.EndOfStream)?.Error;
        return error is null ? null
            : throw await _transport.Errors.OfFaultAsync(_request, EnvdFault.Of(200, error.CodeText, error.Message), null, CancellationToken.None).ConfigureAwait(false);
    }
}
