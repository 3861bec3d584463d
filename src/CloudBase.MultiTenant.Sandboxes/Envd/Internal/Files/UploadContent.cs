using System.Buffers;
using System.Net;
using System.Text;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Files;

/// <summary>The body of an upload: a caller's stream, passed on piece by piece and never disposed; as it is, or as the one file of a form.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int Piece = 64 * 1024;
    private const int DrawnBytes = 16;

    private readonly Stream _source;
    private readonly byte[] _before = [];
    private readonly byte[] _after = [];
    private readonly Action _moved;

    /// <summary>Wraps a stream.</summary>
    /// <param name="source">The stream, read from where it stands.</param>
    /// <param name="form">Where the boundary of a form is drawn from; null sends it as it is. Content that knew the boundary could end itself early, and begin another file.</param>
    /// <param name="moved">Called when a piece went out.</param>
    public UploadContent(Stream source, IRandomSource? form, Action moved)
    {
        (_source, _moved) = (source, moved);
        if (form is null)
        {
            Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
            return;
        }

        Span<byte> drawn = stackalloc byte[DrawnBytes];
        form.Fill(drawn);
        string boundary = "cloudbase-" + Convert.ToHexStringLower(drawn);
        _before = Encoding.ASCII.GetBytes($"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"content\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        _after = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={boundary}");
    }

    /// <summary>Gets what the caller's stream threw, which is the caller's to see as it is.</summary>
    public Exception? SourceFailure { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            await stream.WriteAsync(_before, cancellationToken).ConfigureAwait(false);
            while (await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int read)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                _moved();
            }

            await stream.WriteAsync(_after, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _source.CanSeek ? _source.Length - _source.Position + _before.Length + _after.Length : 0;
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
