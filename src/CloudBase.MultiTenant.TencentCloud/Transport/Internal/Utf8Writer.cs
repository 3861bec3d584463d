using System.Text;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Puts UTF-8 text together in a buffer that the caller made large enough.</summary>
internal ref struct Utf8Writer(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public void Clear() => _length = 0;

    public void Add(scoped ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(_buffer[_length..]);
        _length += utf8.Length;
    }

    public void Add(string text) => _length += Encoding.UTF8.GetBytes(text, _buffer[_length..]);

    public void AddLower(string text)
    {
        int start = _length;
        Add(text);
        foreach (ref byte b in _buffer[start.._length])
        {
            b = b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
        }
    }

    public void AddHex(scoped ReadOnlySpan<byte> bytes)
    {
        Convert.TryToHexStringLower(bytes, _buffer[_length..], out int written);
        _length += written;
    }
}
