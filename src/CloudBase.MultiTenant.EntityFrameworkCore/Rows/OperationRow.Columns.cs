using System.Data.Common;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <content>Its columns.</content>
internal sealed partial class OperationRow : IStoredRow<OperationRow>
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        nameof(Id), nameof(Kind), nameof(Account), nameof(TenantHash), nameof(TenantId), nameof(Environment), nameof(Generation), nameof(State),
        nameof(IsOpen), nameof(IsFinal), nameof(Input), nameof(Result), nameof(CurrentStep), nameof(LeaseOwner), nameof(LeaseFence),
        nameof(LeaseExpiresAt), nameof(Fence), nameof(DueAt), nameof(Deadline), nameof(Attempts), nameof(CancelRequested), nameof(Problem),
        nameof(LastSequence), nameof(CreatedAt), nameof(UpdatedAt), nameof(CompletedAt), nameof(Version),
    ];

    public static OperationRow Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Kind = row.GetString(1),
        Account = row.GetString(2),
        TenantHash = row.GetString(3),
        TenantId = row.GetString(4),
        Environment = row.GetString(5),
        Generation = row.GetInt32(6),
        State = row.GetString(7),
        IsOpen = row.GetBoolean(8),
        IsFinal = row.GetBoolean(9),
        Input = row.GetString(10),
        Result = row.GetString(11),
        CurrentStep = row.TextOrNull(12),
        LeaseOwner = row.TextOrNull(13),
        LeaseFence = row.LongOrNull(14),
        LeaseExpiresAt = row.LongOrNull(15),
        Fence = row.GetInt64(16),
        DueAt = row.GetInt64(17),
        Deadline = row.GetInt64(18),
        Attempts = row.GetInt32(19),
        CancelRequested = row.GetBoolean(20),
        Problem = row.TextOrNull(21),
        LastSequence = row.GetInt64(22),
        CreatedAt = row.GetInt64(23),
        UpdatedAt = row.GetInt64(24),
        CompletedAt = row.LongOrNull(25),
        Version = row.GetInt64(26),
    };

    public object? ValueOf(int column) => column switch
    {
        0 => Id,
        1 => Kind,
        2 => Account,
        3 => TenantHash,
        4 => TenantId,
        5 => Environment,
        6 => Generation,
        7 => State,
        8 => IsOpen,
        9 => IsFinal,
        10 => Input,
        11 => Result,
        12 => CurrentStep,
        13 => LeaseOwner,
        14 => LeaseFence,
        15 => LeaseExpiresAt,
        16 => Fence,
        17 => DueAt,
        18 => Deadline,
        19 => Attempts,
        20 => CancelRequested,
        21 => Problem,
        22 => LastSequence,
        23 => CreatedAt,
        24 => UpdatedAt,
        25 => CompletedAt,
        26 => Version,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    };
}
