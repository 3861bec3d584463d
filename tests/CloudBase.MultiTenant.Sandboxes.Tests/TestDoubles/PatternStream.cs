namespace CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;

/// <summary>A long content that is nowhere in memory: each byte follows from its place.</summary>
internal sealed class PatternStream(long length, Action<long> read) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public static bool Matches(ReadOnlySpan<byte> piece, long at)
    {
        for (int i = 0; i < piece.Length; i++)
        {
            if (piece[i] != At(at + i))
            {
                return false;
            }
        }

        return true;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int n = (int)Math.Min(count, length - _position);
        for (int i = 0; i < n; i++)
        {
            buffer[offset + i] = At(_position + i);
        }

        _position += n;
        read(_position);
        return n;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static byte At(long position) => (byte)((position * 31) ^ (position >> 11));
}
