using System.Data.Common;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <content>Its columns.</content>
internal sealed partial class BindingRow : IStoredRow<BindingRow>
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        nameof(Account), nameof(EnvironmentId), nameof(TenantId), nameof(Environment), nameof(Generation), nameof(BoundAt),
    ];

    public static BindingRow Read(DbDataReader row) => new()
    {
        Account = row.GetString(0),
        EnvironmentId = row.GetString(1),
        TenantId = row.GetString(2),
        Environment = row.GetString(3),
        Generation = row.GetInt32(4),
        BoundAt = row.GetInt64(5),
    };

    public object? ValueOf(int column) => column switch
    {
        0 => Account,
        1 => EnvironmentId,
        2 => TenantId,
        3 => Environment,
        4 => Generation,
        5 => BoundAt,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    };
}
