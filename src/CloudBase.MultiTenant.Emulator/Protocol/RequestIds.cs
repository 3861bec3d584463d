using System.Buffers.Binary;

namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>Numbers requests: an id drawn at start, and a counter that can be read in its last part. Thread-safe.</summary>
internal sealed class RequestIds(byte[] start)
{
    private long _count;

    public string Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        start.AsSpan(0, 10).CopyTo(bytes);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, Interlocked.Increment(ref _count));
        number[2..].CopyTo(bytes[10..]);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
