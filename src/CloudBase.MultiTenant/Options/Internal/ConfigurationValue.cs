using System.Globalization;

namespace CloudBase.MultiTenant.Options;

/// <summary>Turns the text of one configuration value into the type of the option that it is for.</summary>
internal static class ConfigurationValue
{
    public static bool IsKnown(Type type) => Hint(type) is not null;

    /// <summary>How a value of this type is written; null when configuration cannot give one.</summary>
    public static string? Hint(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(string) || t == typeof(SecretString) => "text",
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(int) || t == typeof(long) => "a whole number, such as 3",
        var t when t == typeof(double) || t == typeof(decimal) => "a number, such as 0.2",
        var t when t == typeof(TimeSpan) => "a time span, such as 00:00:10 for ten seconds or 2.00:00:00 for two days",
        var t when t == typeof(DateTimeOffset) => "a time with its offset, such as 2026-01-31T08:00:00+08:00",
        var t when t == typeof(Uri) => "an absolute address, such as https://example.com",
        { IsEnum: true } t => "one of " + string.Join(", ", Names(t)),
        _ => null,
    };

    /// <summary>The words that configuration may give; the one for "not chosen" is none of them.</summary>
    public static IEnumerable<string> Names(Type enumeration) => Enum.GetNames(enumeration).Where(name => name != "Unspecified");

    public static bool TryParse(Type type, string text, out object? value)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        (bool Parsed, object? Value) result = (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var t when t == typeof(string) => (true, text),
            var t when t == typeof(SecretString) => (true, new SecretString(text)),
            var t when t == typeof(bool) => (bool.TryParse(text, out bool b), b),
            var t when t == typeof(int) => (int.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out int i), i),
            var t when t == typeof(long) => (long.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out long l), l),
            var t when t == typeof(double) => (double.TryParse(text, NumberStyles.Float, invariant, out double d) && double.IsFinite(d), d),
            var t when t == typeof(decimal) => (decimal.TryParse(text, NumberStyles.Number, invariant, out decimal m), m),

            // A bare number would be read as days, which is never what "30" was meant to be.
            var t when t == typeof(TimeSpan) => (TimeSpan.TryParse(text, invariant, out TimeSpan s) && (text.Contains(':') || text == "0"), s),
            var t when t == typeof(DateTimeOffset) => (DateTimeOffset.TryParse(text, invariant, DateTimeStyles.AssumeUniversal, out DateTimeOffset o), o),
            var t when t == typeof(Uri) => (Uri.TryCreate(text, UriKind.Absolute, out Uri? u), u),
            { IsEnum: true } t => (Enum.TryParse(t, text, ignoreCase: true, out object? e) && Names(t).Contains(text.Trim(), StringComparer.OrdinalIgnoreCase), e),
            _ => (false, null),
        };
        value = result.Value;
        return result.Parsed;
    }
}
