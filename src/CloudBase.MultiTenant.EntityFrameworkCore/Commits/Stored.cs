using System.Globalization;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>Values as a database gives them back.</summary>
internal static class Stored
{
    /// <summary>Returns whether a row has that version: an absent one has none, not even the 0 of a record that was never stored.</summary>
    public static bool IsVersion(object? stored, long expected) => stored is not null && Number(stored) == expected;

    public static long Number(object? value) => value is null or DBNull ? 0 : Convert.ToInt64(value, CultureInfo.InvariantCulture);

    public static string? Text(object? value) => value as string;
}
