using System.Globalization;
using CloudBase.MultiTenant.Emulator.Hosting;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>A time as it is typed into a form: with a colon, for a number alone would be days to one and seconds to another.</summary>
internal static class FormTime
{
    /// <summary>What a browser holds such a field to: hours to 23, minutes and seconds to 59, days before a dot.</summary>
    public const string Pattern = @"(\d{1,5}\.)?([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,7})?)?";

    /// <exception cref="ArgumentException">It is no time; the message names the field, what was typed and the rule.</exception>
    public static TimeSpan Read(string field, string text) =>
        text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : throw BodyRules.Refusal(field, text);
}
