using System.Runtime.InteropServices;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

/// <summary>Our end of a pipe to a process. One reader or one writer at a time; nothing is buffered here, so that a slow reader holds the process.</summary>
internal sealed class PipeEnd : Stream
{
    private const int Again = 11;
    private const int Interrupted = 4;

    private readonly Poller _poller;
    private readonly Readiness _readiness;
    private readonly Lock _gate = new();
    private readonly bool _reads;
    private bool _closed;

    public PipeEnd(Poller poller, int descriptor, bool reads)
    {
        (_poller, _reads) = (poller, reads);
        _ = Libc.Fcntl(descriptor, 4, Libc.ONonblock);
        _readiness = poller.Watch(descriptor);
    }

    public override bool CanRead => _reads && !_closed;

    public override bool CanWrite => !_reads && !_closed;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task next = _readiness.Next;
            if (TryRead(buffer.Span) is { } count)
            {
                return count;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task next = _readiness.Next;
            if (TryWrite(buffer.Span) is { } count)
            {
                buffer = buffer[count..];
                continue;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write it asynchronously.");

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _closed = true;
                _poller.Forget(_readiness);
                Libc.Close(_readiness.Descriptor);
            }
        }

        base.Dispose(disposing);
    }

    private int? TryRead(Span<byte> buffer)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            nint result;
            do
            {
                result = Libc.Read(_readiness.Descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length);
            }
            while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            return Done(result);
        }
    }

    private int? TryWrite(ReadOnlySpan<byte> buffer)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            nint result;
            do
            {
                result = Libc.Write(_readiness.Descriptor, in MemoryMarshal.GetReference(buffer), buffer.Length);
            }
            while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            return Done(result);
        }
    }

    private static int? Done(nint result)
    {
        if (result >= 0)
        {
            return (int)result;
        }

        return Marshal.GetLastPInvokeError() switch
        {
            Again => null,
            _ => throw new IOException($"The process has closed its end of the pipe: {Libc.LastError()}."),
        };
    }
}
