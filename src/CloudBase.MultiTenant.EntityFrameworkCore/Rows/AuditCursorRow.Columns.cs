using System.Data.Common;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <content>Its columns.</content>
internal sealed partial class AuditCursorRow : IStoredRow<AuditCursorRow>
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        nameof(Sink), nameof(Sequence),
    ];

    public static AuditCursorRow Read(DbDataReader row) => new()
    {
        Sink = row.GetString(0),
        Sequence = row.GetInt64(1),
    };

    public object? ValueOf(int column) => column switch
    {
        0 => Sink,
        1 => Sequence,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    };
}
