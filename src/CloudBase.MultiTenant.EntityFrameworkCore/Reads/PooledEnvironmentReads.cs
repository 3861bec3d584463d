using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Mapping;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>Environments of pools: one, narrowed and ordered as a query says, or counted. Texts are compared again here: a collation that folds case must not hand out a neighbour's row.</summary>
internal static class PooledEnvironmentReads
{
    private static readonly string[] s_kind = [nameof(PooledEnvironmentRow.Shape), nameof(PooledEnvironmentRow.State)];

    public static async Task<PooledEnvironment?> FindAsync(ReaderSession session, (string Account, string Id) member, CancellationToken cancellationToken) =>
        await session.FirstAsync(
            session.From<PooledEnvironmentRow>().Where(nameof(PooledEnvironmentRow.Account), member.Account).Where(nameof(PooledEnvironmentRow.Id), member.Id),
            Read,
            cancellationToken).ConfigureAwait(false) is { } found && found.Id == member.Id ? found : null;

    public static async Task<IReadOnlyList<PooledEnvironment>> ListAsync(
        ReaderSession session, (string Account, PooledEnvironmentQuery Query, int Max) read, CancellationToken cancellationToken)
    {
        (string account, PooledEnvironmentQuery query, int max) = read;
        Select rows = session.From<PooledEnvironmentRow>().Where(nameof(PooledEnvironmentRow.Account), account);
        Narrow(rows, query);
        if (query.DueBefore is { } bound)
        {
            rows.Where(nameof(PooledEnvironmentRow.DueAt), "<=", bound.UtcTicks).OrderBy(nameof(PooledEnvironmentRow.DueAt), nameof(PooledEnvironmentRow.Id));
        }
        else
        {
            rows.OrderBy(nameof(PooledEnvironmentRow.FilledAt), nameof(PooledEnvironmentRow.CreatedAt), nameof(PooledEnvironmentRow.Id));
        }

        IReadOnlyList<PooledEnvironment> found = await session.ListAsync(rows.Take(max), Read, cancellationToken).ConfigureAwait(false);
        return
        [
            .. found.Where(m => (query.Pool is null || m.Pool == query.Pool)
                && (query.Shape is null || m.Shape == query.Shape)
                && (query.Environment is null || m.Environment == query.Environment)),
        ];
    }

    public static Task<IReadOnlyList<PooledEnvironmentCount>> CountAsync(ReaderSession session, (string Account, string Pool) read, CancellationToken cancellationToken) =>
        session.ListAsync(
            session.Count<PooledEnvironmentRow>(s_kind)
                .Where(nameof(PooledEnvironmentRow.Account), read.Account).Where(nameof(PooledEnvironmentRow.Pool), read.Pool).GroupBy(s_kind),
            static row => new PooledEnvironmentCount(row.GetString(0), Word.Parse<PooledEnvironmentState>(row.GetString(1)), row.CountOf(2)),
            cancellationToken);

    private static void Narrow(Select rows, PooledEnvironmentQuery query)
    {
        if (query.Pool is { } pool)
        {
            rows.Where(nameof(PooledEnvironmentRow.Pool), pool);
        }

        if (query.Environment is { } environment)
        {
            rows.Where(nameof(PooledEnvironmentRow.EnvironmentId), environment.Value);
        }

        if (query.States.Count > 0)
        {
            rows.WhereOneOf(nameof(PooledEnvironmentRow.State), [.. query.States.Select(Word.Of)]);
        }

        if (query.Shape is { } shape)
        {
            rows.Where(nameof(PooledEnvironmentRow.Shape), shape);
        }
    }

    private static PooledEnvironment Read(DbDataReader row) => PooledEnvironmentMapping.ToMember(PooledEnvironmentRow.Read(row));
}
