using System.Globalization;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Reads the cloud's times. <c>yyyy-MM-dd HH:mm:ss</c> names no zone and is Beijing's, UTC+8; the rest is ISO 8601 and says its own.</summary>
internal static class CloudTime
{
    private static readonly TimeSpan Beijing = TimeSpan.FromHours(8);

    /// <summary>Returns null for no time, for zeros, and for what nobody can read.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            return local.Ticks < Beijing.Ticks ? null : new DateTimeOffset(local, Beijing).ToUniversalTime();
        }

        return text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : null;
    }
}
