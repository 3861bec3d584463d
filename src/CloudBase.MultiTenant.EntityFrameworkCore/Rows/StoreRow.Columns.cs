using System.Data.Common;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <content>Its columns.</content>
internal sealed partial class StoreRow : IStoredRow<StoreRow>
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        nameof(Id), nameof(Deployment), nameof(MarkerKey), nameof(CreatedAt), nameof(Commits), nameof(AuditSequence),
    ];

    public static StoreRow Read(DbDataReader row) => new()
    {
        Id = row.GetInt32(0),
        Deployment = row.TextOrNull(1),
        MarkerKey = row.TextOrNull(2),
        CreatedAt = row.LongOrNull(3),
        Commits = row.GetInt64(4),
        AuditSequence = row.GetInt64(5),
    };

    public object? ValueOf(int column) => column switch
    {
        0 => Id,
        1 => Deployment,
        2 => MarkerKey,
        3 => CreatedAt,
        4 => Commits,
        5 => AuditSequence,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    };
}
