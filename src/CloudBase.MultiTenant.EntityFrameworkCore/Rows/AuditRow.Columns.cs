using System.Data.Common;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <content>Its columns.</content>
internal sealed partial class AuditRow : IStoredRow<AuditRow>
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        nameof(Sequence), nameof(At), nameof(Account), nameof(TenantId), nameof(Environment), nameof(Generation), nameof(Operation), nameof(Step),
        nameof(Action), nameof(Outcome), nameof(Actor), nameof(RequestId), nameof(Detail),
    ];

    public static AuditRow Read(DbDataReader row) => new()
    {
        Sequence = row.GetInt64(0),
        At = row.GetInt64(1),
        Account = row.GetString(2),
        TenantId = row.GetString(3),
        Environment = row.GetString(4),
        Generation = row.GetInt32(5),
        Operation = row.TextOrNull(6),
        Step = row.GetString(7),
        Action = row.GetString(8),
        Outcome = row.GetString(9),
        Actor = row.GetString(10),
        RequestId = row.TextOrNull(11),
        Detail = row.TextOrNull(12),
    };

    public object? ValueOf(int column) => column switch
    {
        0 => Sequence,
        1 => At,
        2 => Account,
        3 => TenantId,
        4 => Environment,
        5 => Generation,
        6 => Operation,
        7 => Step,
        8 => Action,
        9 => Outcome,
        10 => Actor,
        11 => RequestId,
        12 => Detail,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    };
}
