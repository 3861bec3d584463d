using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Connect;

/// <summary>Reads what a caller sends, never more than a message may have, however small it was made on the way.</summary>
internal static class EnvelopeReader
{
    /// <summary>The most bytes of a message, compressed or not.</summary>
    public const int MaxMessage = 8 * 1024 * 1024;

    private const byte Compressed = 1;
    private const byte End = 2;

    public static async Task<ReadOnlyMemory<byte>> ReadAllAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = Decoded(request.Body, request.Headers.ContentEncoding.ToString());
        return await ReadToLimitAsync(body, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<ReadOnlyMemory<byte>> ReadOneAsync(HttpRequest request, CancellationToken cancellationToken) =>
        await ReadNextAsync(request, cancellationToken).ConfigureAwait(false)
            ?? throw new ConnectException("invalid_argument", "The stream has no message.");

    /// <summary>The next message of a stream; null at its end.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadNextAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var head = new byte[5];
        var read = await request.Body.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read == 0 || (read == head.Length && (head[0] & End) != 0))
        {
            return null;
        }

        if (read < head.Length)
        {
            throw new ConnectException("invalid_argument", "The stream ends within the head of a message.");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(1));
        if (length > MaxMessage)
        {
            throw new ConnectException("resource_exhausted", $"The message has {length} bytes and may have {MaxMessage}.");
        }

        var message = new byte[length];
        if (await request.Body.ReadAtLeastAsync(message, message.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < length)
        {
            throw new ConnectException("invalid_argument", "The stream ends within a message.");
        }

        if ((head[0] & Compressed) == 0)
        {
            return message;
        }

        var body = Decoded(new MemoryStream(message), request.Headers["Connect-Content-Encoding"].ToString());
        return await ReadToLimitAsync(body, cancellationToken).ConfigureAwait(false);
    }

    private static Stream Decoded(Stream body, string encoding) => encoding switch
    {
        "" or "identity" => body,
        "gzip" => new GZipStream(body, CompressionMode.Decompress),
        _ => throw new ConnectException("unimplemented", $"The encoding '{encoding}' is not served; send gzip or identity."),
    };

    private static async Task<ReadOnlyMemory<byte>> ReadToLimitAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        var length = 0;
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return buffer.AsMemory(0, length);
                }

                length += read;
                if (length > MaxMessage)
                {
                    throw new ConnectException("resource_exhausted", $"The message has more than {MaxMessage} bytes.");
                }

                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, Math.Min(buffer.Length * 2, MaxMessage + 1));
                }
            }
        }
        catch (InvalidDataException)
        {
            throw new ConnectException("invalid_argument", "The message is not the gzip that it says it is.");
        }
    }
}
