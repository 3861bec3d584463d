using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Files;

/// <summary>Writes a file of a sandbox up to what a file may have and to the room that its disk has, which others take from at the same time.</summary>
internal sealed class LimitedStream(FileStream file, string path, DiskRoom room, long fileBytes) : Stream
{
    private long _left = fileBytes;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush() => file.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => file.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Take(buffer.Length);
        try
        {
            file.Write(buffer);
        }
        catch (IOException e)
        {
            throw Full(e);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Take(buffer.Length);
        try
        {
            await file.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw Full(e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Take(int count)
    {
        _left -= count;
        if (_left < 0 || !room.TryTake(count))
        {
            throw new SandboxFileSystemException($"The disk of the sandbox has no room for '{path}'.", SandboxFileError.NoSpace, path);
        }
    }

    private SandboxFileSystemException Full(IOException e) => new($"'{path}' could not be written: {e.Message}", SandboxFileError.NoSpace, path);
}
