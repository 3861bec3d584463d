using System.Data.Common;
using System.Globalization;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <summary>Values that may be null.</summary>
internal static class ColumnValues
{
    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static int? IntOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    public static long? LongOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    /// <summary>Returns a COUNT, of which databases do not agree on the type.</summary>
    public static int CountOf(this DbDataReader row, int column) => Convert.ToInt32(row.GetValue(column), CultureInfo.InvariantCulture);
}
