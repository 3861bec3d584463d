using System.Data.Common;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <content>Its columns.</content>
internal sealed partial class SharedRecordRow : IStoredRow<SharedRecordRow>
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        nameof(Account), nameof(Kind), nameof(Name), nameof(Data), nameof(UpdatedAt), nameof(Version),
    ];

    public static SharedRecordRow Read(DbDataReader row) => new()
    {
        Account = row.GetString(0),
        Kind = row.GetString(1),
        Name = row.GetString(2),
        Data = row.GetString(3),
        UpdatedAt = row.GetInt64(4),
        Version = row.GetInt64(5),
    };

    public object? ValueOf(int column) => column switch
    {
        0 => Account,
        1 => Kind,
        2 => Name,
        3 => Data,
        4 => UpdatedAt,
        5 => Version,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    };
}
