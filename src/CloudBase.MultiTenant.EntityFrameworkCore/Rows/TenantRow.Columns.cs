using System.Data.Common;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <content>Its columns.</content>
internal sealed partial class TenantRow : IStoredRow<TenantRow>
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        nameof(Account), nameof(TenantHash), nameof(Environment), nameof(Generation), nameof(TenantId), nameof(Alias), nameof(EnvironmentId),
        nameof(State), nameof(Spec), nameof(Isolation), nameof(Marker), nameof(Source), nameof(Template), nameof(Quota), nameof(PaidUntil),
        nameof(CloudRenewsItself), nameof(PurgeExpectedAt), nameof(CurrentOperation), nameof(StateReason), nameof(CreatedAt), nameof(UpdatedAt),
        nameof(Version),
    ];

    public static TenantRow Read(DbDataReader row) => new()
    {
        Account = row.GetString(0),
        TenantHash = row.GetString(1),
        Environment = row.GetString(2),
        Generation = row.GetInt32(3),
        TenantId = row.GetString(4),
        Alias = row.GetString(5),
        EnvironmentId = row.TextOrNull(6),
        State = row.GetString(7),
        Spec = row.GetString(8),
        Isolation = row.GetString(9),
        Marker = row.GetString(10),
        Source = row.GetString(11),
        Template = row.TextOrNull(12),
        Quota = row.TextOrNull(13),
        PaidUntil = row.LongOrNull(14),
        CloudRenewsItself = row.GetBoolean(15),
        PurgeExpectedAt = row.LongOrNull(16),
        CurrentOperation = row.TextOrNull(17),
        StateReason = row.TextOrNull(18),
        CreatedAt = row.GetInt64(19),
        UpdatedAt = row.GetInt64(20),
        Version = row.GetInt64(21),
    };

    public object? ValueOf(int column) => column switch
    {
        0 => Account,
        1 => TenantHash,
        2 => Environment,
        3 => Generation,
        4 => TenantId,
        5 => Alias,
        6 => EnvironmentId,
        7 => State,
        8 => Spec,
        9 => Isolation,
        10 => Marker,
        11 => Source,
        12 => Template,
        13 => Quota,
        14 => PaidUntil,
        15 => CloudRenewsItself,
        16 => PurgeExpectedAt,
        17 => CurrentOperation,
        18 => StateReason,
        19 => CreatedAt,
        20 => UpdatedAt,
        21 => Version,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    };
}
