using System.Data.Common;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <content>Its columns.</content>
internal sealed partial class SandboxMemberRow : IStoredRow<SandboxMemberRow>
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        nameof(Account), nameof(Id), nameof(Pool), nameof(State), nameof(Template), nameof(Provider), nameof(SandboxId), nameof(TenantHash),
        nameof(TenantId), nameof(Environment), nameof(Generation), nameof(Incarnation), nameof(Owner), nameof(LeaseExpiresAt), nameof(DueAt),
        nameof(LastActivityAt), nameof(StateSince), nameof(PausedBytes), nameof(Data), nameof(CreatedAt), nameof(Version),
    ];

    public static SandboxMemberRow Read(DbDataReader row) => new()
    {
        Account = row.GetString(0),
        Id = row.GetString(1),
        Pool = row.GetString(2),
        State = row.GetString(3),
        Template = row.GetString(4),
        Provider = row.GetString(5),
        SandboxId = row.TextOrNull(6),
        TenantHash = row.TextOrNull(7),
        TenantId = row.TextOrNull(8),
        Environment = row.TextOrNull(9),
        Generation = row.IntOrNull(10),
        Incarnation = row.GetInt64(11),
        Owner = row.TextOrNull(12),
        LeaseExpiresAt = row.LongOrNull(13),
        DueAt = row.GetInt64(14),
        LastActivityAt = row.LongOrNull(15),
        StateSince = row.GetInt64(16),
        PausedBytes = row.GetInt64(17),
        Data = row.GetString(18),
        CreatedAt = row.GetInt64(19),
        Version = row.GetInt64(20),
    };

    public object? ValueOf(int column) => column switch
    {
        0 => Account,
        1 => Id,
        2 => Pool,
        3 => State,
        4 => Template,
        5 => Provider,
        6 => SandboxId,
        7 => TenantHash,
        8 => TenantId,
        9 => Environment,
        10 => Generation,
        11 => Incarnation,
        12 => Owner,
        13 => LeaseExpiresAt,
        14 => DueAt,
        15 => LastActivityAt,
        16 => StateSince,
        17 => PausedBytes,
        18 => Data,
        19 => CreatedAt,
        20 => Version,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    };
}
