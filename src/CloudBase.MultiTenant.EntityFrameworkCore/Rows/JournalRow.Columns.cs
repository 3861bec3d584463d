using System.Data.Common;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <content>Its columns.</content>
internal sealed partial class JournalRow : IStoredRow<JournalRow>
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        nameof(Operation), nameof(Sequence), nameof(Kind), nameof(Step), nameof(Attempt), nameof(Data), nameof(Fence), nameof(At), nameof(Note),
    ];

    public static JournalRow Read(DbDataReader row) => new()
    {
        Operation = row.GetString(0),
        Sequence = row.GetInt64(1),
        Kind = row.GetString(2),
        Step = row.GetString(3),
        Attempt = row.GetInt32(4),
        Data = row.GetString(5),
        Fence = row.GetInt64(6),
        At = row.GetInt64(7),
        Note = row.TextOrNull(8),
    };

    public object? ValueOf(int column) => column switch
    {
        0 => Operation,
        1 => Sequence,
        2 => Kind,
        3 => Step,
        4 => Attempt,
        5 => Data,
        6 => Fence,
        7 => At,
        8 => Note,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    };
}
