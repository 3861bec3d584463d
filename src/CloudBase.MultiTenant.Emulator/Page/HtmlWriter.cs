using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>Builds a page. It takes interpolated text only and encodes every hole, so that a stranger's text cannot become markup.</summary>
internal sealed class HtmlWriter
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder _text = new(16 * 1024);

    public HtmlWriter Write([InterpolatedStringHandlerArgument("")] ref Template template) => this;

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString());

    [InterpolatedStringHandler]
    internal readonly ref struct Template
    {
        private readonly StringBuilder _text;

        public Template(int literalLength, int formattedCount, HtmlWriter writer)
        {
            _text = writer._text;
            _text.EnsureCapacity(_text.Length + literalLength + (formattedCount * 16));
        }

        public void AppendLiteral(string literal) => _text.Append(literal);

        public void AppendFormatted(string? value) => _text.Append(Encoder.Encode(value ?? string.Empty));

        public void AppendFormatted(long value) => _text.Append(value.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(decimal value) => _text.Append(value.ToString("0.00", CultureInfo.InvariantCulture));

        /// <summary>A moment to the second, as a time element; the exact one is its title.</summary>
        public void AppendFormatted(DateTimeOffset value, string? format = null)
        {
            var utc = value.UtcDateTime;
            _text.Append("<time datetime=\"").Append(utc.ToString("O", CultureInfo.InvariantCulture)).Append("\">")
                .Append(utc.ToString(format ?? "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)).Append("</time>");
        }
    }
}
