using System.Text;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>The fields of a posted form (application/x-www-form-urlencoded) or of a query.</summary>
internal sealed class FormFields
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    private FormFields(string text)
    {
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            _fields[Decode(equals < 0 ? pair : pair[..equals])] = equals < 0 ? string.Empty : Decode(pair[(equals + 1)..]);
        }
    }

    public static FormFields OfBody(ReadOnlyMemory<byte> body) => new(Encoding.UTF8.GetString(body.Span));

    public static FormFields OfQuery(string query) => new(query);

    /// <summary>A field's text without blanks around it; null when it is missing or empty.</summary>
    public string? Text(string name) => _fields.TryGetValue(name, out var value) && value.Trim() is { Length: > 0 } text ? text : null;

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
