using System.Data.Common;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <content>Its columns.</content>
internal sealed partial class ApiKeySlotRow : IStoredRow<ApiKeySlotRow>
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        nameof(Account), nameof(EnvironmentId), nameof(Slot), nameof(Scope), nameof(ScopeGeneration), nameof(TenantId), nameof(Environment),
        nameof(Generation), nameof(State), nameof(KeyName), nameof(KeyId), nameof(ProtectedKey), nameof(Owner), nameof(ClaimExpiresAt),
        nameof(IssuedAt), nameof(ExpiresAt), nameof(Version),
    ];

    public static ApiKeySlotRow Read(DbDataReader row) => new()
    {
        Account = row.GetString(0),
        EnvironmentId = row.GetString(1),
        Slot = row.GetInt32(2),
        Scope = row.GetString(3),
        ScopeGeneration = row.GetInt64(4),
        TenantId = row.GetString(5),
        Environment = row.GetString(6),
        Generation = row.GetInt32(7),
        State = row.GetString(8),
        KeyName = row.GetString(9),
        KeyId = row.TextOrNull(10),
        ProtectedKey = row.TextOrNull(11),
        Owner = row.GetString(12),
        ClaimExpiresAt = row.GetInt64(13),
        IssuedAt = row.LongOrNull(14),
        ExpiresAt = row.LongOrNull(15),
        Version = row.GetInt64(16),
    };

    public object? ValueOf(int column) => column switch
    {
        0 => Account,
        1 => EnvironmentId,
        2 => Slot,
        3 => Scope,
        4 => ScopeGeneration,
        5 => TenantId,
        6 => Environment,
        7 => Generation,
        8 => State,
        9 => KeyName,
        10 => KeyId,
        11 => ProtectedKey,
        12 => Owner,
        13 => ClaimExpiresAt,
        14 => IssuedAt,
        15 => ExpiresAt,
        16 => Version,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    };
}
