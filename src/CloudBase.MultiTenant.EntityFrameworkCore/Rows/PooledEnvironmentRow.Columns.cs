using System.Data.Common;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <content>Its columns.</content>
internal sealed partial class PooledEnvironmentRow : IStoredRow<PooledEnvironmentRow>
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        nameof(Account), nameof(Id), nameof(Pool), nameof(State), nameof(SubjectId), nameof(SubjectEnvironment), nameof(SubjectGeneration),
        nameof(EnvironmentId), nameof(Shape), nameof(Template), nameof(PaidUntil), nameof(TenantId), nameof(Environment), nameof(Generation),
        nameof(Fence), nameof(Owner), nameof(DueAt), nameof(FilledAt), nameof(Reason), nameof(Data), nameof(CreatedAt), nameof(UpdatedAt),
        nameof(Version),
    ];

    public static PooledEnvironmentRow Read(DbDataReader row) => new()
    {
        Account = row.GetString(0),
        Id = row.GetString(1),
        Pool = row.GetString(2),
        State = row.GetString(3),
        SubjectId = row.GetString(4),
        SubjectEnvironment = row.GetString(5),
        SubjectGeneration = row.GetInt32(6),
        EnvironmentId = row.TextOrNull(7),
        Shape = row.GetString(8),
        Template = row.TextOrNull(9),
        PaidUntil = row.LongOrNull(10),
        TenantId = row.TextOrNull(11),
        Environment = row.TextOrNull(12),
        Generation = row.IntOrNull(13),
        Fence = row.GetInt64(14),
        Owner = row.TextOrNull(15),
        DueAt = row.GetInt64(16),
        FilledAt = row.GetInt64(17),
        Reason = row.TextOrNull(18),
        Data = row.GetString(19),
        CreatedAt = row.GetInt64(20),
        UpdatedAt = row.GetInt64(21),
        Version = row.GetInt64(22),
    };

    public object? ValueOf(int column) => column switch
    {
        0 => Account,
        1 => Id,
        2 => Pool,
        3 => State,
        4 => SubjectId,
        5 => SubjectEnvironment,
        6 => SubjectGeneration,
        7 => EnvironmentId,
        8 => Shape,
        9 => Template,
        10 => PaidUntil,
        11 => TenantId,
        12 => Environment,
        13 => Generation,
        14 => Fence,
        15 => Owner,
        16 => DueAt,
        17 => FilledAt,
        18 => Reason,
        19 => Data,
        20 => CreatedAt,
        21 => UpdatedAt,
        22 => Version,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    };
}
