using System.Text;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Commands;

/// <summary>Keeps the beginning of what a command writes, up to a bound. One writer.</summary>
internal sealed class OutputCollector(int limit)
{
    private byte[] _bytes = [];
    private int _length;

    public bool IsTruncated { get; private set; }

    public void Add(ReadOnlySpan<byte> piece)
    {
        int kept = Math.Min(piece.Length, limit - _length);
        IsTruncated |= kept < piece.Length;
        if (kept == 0)
        {
            return;
        }

        if (_bytes.Length - _length < kept)
        {
            Array.Resize(ref _bytes, (int)Math.Min(limit, Math.Max(_length + kept, _bytes.Length * 2L)));
        }

        piece[..kept].CopyTo(_bytes.AsSpan(_length));
        _length += kept;
    }

    /// <summary>Reads it as UTF-8; a character that the bound cut through is left out.</summary>
    public override string ToString()
    {
        ReadOnlySpan<byte> text = _bytes.AsSpan(0, _length);
        return Encoding.UTF8.GetString(IsTruncated ? text[..^CutTail(text)] : text);
    }

    // At most three bytes can belong to a character that is not whole.
    private static int CutTail(ReadOnlySpan<byte> text)
    {
        for (int back = 1; back <= Math.Min(3, text.Length); back++)
        {
            byte b = text[^back];
            if ((b & 0xC0) == 0x80)
            {
                continue;
            }

            int needed = b switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return needed > back ? back : 0;
        }

        return 0;
    }
}
