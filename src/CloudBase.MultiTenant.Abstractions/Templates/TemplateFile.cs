using System.Text;

namespace CloudBase.MultiTenant;

/// <summary>A file of a function's code. Immutable, equal by content.</summary>
public sealed class TemplateFile : IEquatable<TemplateFile>
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _content;

    private TemplateFile(byte[] content) => _content = content;

    /// <summary>Gets the content.</summary>
    public ReadOnlyMemory<byte> Content => _content;

    /// <summary>Gets the content as text, or null where it is no UTF-8.</summary>
    public string? Text
    {
        get
        {
            try
            {
                return Strict.GetString(_content);
            }
            catch (DecoderFallbackException)
            {
                return null;
            }
        }
    }

    /// <summary>Makes a file of text, as UTF-8.</summary>
    /// <param name="text">The text.</param>
    public static TemplateFile Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TemplateFile(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Makes a file of bytes.</summary>
    /// <param name="content">The bytes; copied.</param>
    public static TemplateFile Of(ReadOnlySpan<byte> content) => new(content.ToArray());

    /// <inheritdoc/>
    public bool Equals(TemplateFile? other) => other is not null && _content.AsSpan().SequenceEqual(other._content);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TemplateFile);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_content);
        return hash.ToHashCode();
    }
}
