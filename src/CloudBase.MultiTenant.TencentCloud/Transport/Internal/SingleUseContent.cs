using System.Net;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>A request body over memory that is not copied; it knows whether it left, and leaves once when told to.</summary>
/// <remarks>A retrying handler of the host, or a connection that repeats by itself, is stopped here before it buys twice.</remarks>
internal sealed class SingleUseContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly bool _once;
    private int _starts;

    public SingleUseContent(ReadOnlyMemory<byte> body, bool once)
    {
        _body = body;
        _once = once;
        Headers.TryAddWithoutValidation("Content-Type", Tc3Signer.JsonContentType);
    }

    public bool Started => Volatile.Read(ref _starts) > 0;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _starts) > 1 && _once)
        {
            throw new InvalidOperationException("A request that may be sent once was about to be sent again by a handler below the client: remove retries from that handler.");
        }

        return stream.WriteAsync(_body, cancellationToken).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
