using System.Buffers;
using System.Net;
using System.Text;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Files;

/// <summary>The body of an upload: a caller's stream, passed on piece by piece and never disposed; as it is, or as the one file of a form.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int Piece = 64 * 1024;
    private const string Boundary = "cloudbase-multitenant-7f31c0a2e5";

    private static readonly byte[] s_before = Encoding.ASCII.GetBytes(
        $"--{Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"content\"\r\nContent-Type: application/octet-stream\r\n\r\n");

    private static readonly byte[] s_after = Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n");

    private readonly Stream _source;
    private readonly bool _isForm;
    private readonly Action _moved;

    /// <summary>Wraps a stream.</summary>
    /// <param name="source">The stream, read from where it stands.</param>
    /// <param name="asForm">Whether it is sent as a form.</param>
    /// <param name="moved">Called when a piece went out.</param>
    public UploadContent(Stream source, bool asForm, Action moved)
    {
        (_source, _isForm, _moved) = (source, asForm, moved);
        Headers.TryAddWithoutValidation("Content-Type", asForm ? $"multipart/form-data; boundary={Boundary}" : "application/octet-stream");
    }

    /// <summary>Gets what the caller's stream threw, which is the caller's to see as it is.</summary>
    public Exception? SourceFailure { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            if (_isForm)
            {
                await stream.WriteAsync(s_before, cancellationToken).ConfigureAwait(false);
            }

            while (await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int read)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                _moved();
            }

            if (_isForm)
            {
                await stream.WriteAsync(s_after, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _source.CanSeek ? _source.Length - _source.Position + (_isForm ? s_before.Length + s_after.Length : 0) : 0;
        return _source.CanSeek;
    }

    private async ValueTask<int> ReadAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            SourceFailure = exception;
            throw;
        }
    }
}
