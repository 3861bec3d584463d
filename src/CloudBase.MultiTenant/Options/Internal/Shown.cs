using System.Globalization;

namespace CloudBase.MultiTenant.Options;

/// <summary>How an option's value is shown in a message: short, and never when its name says that it may be a secret.</summary>
internal static class Shown
{
    private const int MaxLength = 60;
    private static readonly string[] s_secretWords = ["secret", "password", "token", "apikey", "accesskey", "privatekey", "connectionstring", "credential"];

    public static string Value(string name, string value) =>
        s_secretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)) ? "[secret]"
        : value.Length > MaxLength ? $"'{value[..MaxLength]}…'"
        : $"'{value}'";

    /// <summary>A time as configuration writes it, without the zeros at its end.</summary>
    public static string Time(TimeSpan value)
    {
        string text = value.ToString("c", CultureInfo.InvariantCulture);
        return text.Contains('.') && value.Ticks % TimeSpan.TicksPerSecond != 0 ? text.TrimEnd('0') : text;
    }
}
