namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Files;

/// <summary>A file that is being read. Nothing is read ahead. Disposing ends the call.</summary>
internal sealed class DownloadStream(EnvdTransport transport, EnvdRequest request, HttpResponseMessage response, Stream content) : Stream
{
    private readonly TimeSpan _patience = transport.Services.Options.StreamIdleTimeout;
    private readonly CancellationTokenSource _idle = new(Timeout.InfiniteTimeSpan, transport.Services.TimeProvider);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => response.Content.Headers.ContentLength ?? throw new NotSupportedException("The length of this file is not known before its end.");

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _idle.CancelAfter(_patience);
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _idle);
        try
        {
            return await content.ReadAsync(buffer, _idle.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string what = exception is OperationCanceledException ? $"has been silent for {_patience}: the connection is taken for cut" : $"broke off ({exception.Message})";
            throw await transport.Errors.OfBreakAsync(request, what, CloudEffect.None, exception, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            if (!_idle.IsCancellationRequested)
            {
                _idle.CancelAfter(Timeout.InfiniteTimeSpan);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return content.Read(buffer, offset, count);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw transport.Errors.Unavailable(request, $"broke off ({exception.Message})", CloudEffect.None, exception);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            response.Dispose();
            _idle.Dispose();
        }

        base.Dispose(disposing);
    }
}
