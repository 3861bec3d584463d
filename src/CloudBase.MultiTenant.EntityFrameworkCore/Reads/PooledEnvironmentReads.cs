using CloudBase.MultiTenant.EntityFrameworkCore.Mapping;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;
using Microsoft.EntityFrameworkCore;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>Environments of pools, narrowed and ordered as a query says.</summary>
internal static class PooledEnvironmentReads
{
    public static async Task<IReadOnlyList<PooledEnvironment>> ReadAsync(
        MultiTenantDbContext context, (string Account, PooledEnvironmentQuery Query, int Max) read, CancellationToken cancellationToken)
    {
        (string account, PooledEnvironmentQuery query, int max) = read;
        IQueryable<PooledEnvironmentRow> rows = Narrow(context.PooledEnvironments.Where(r => r.Account == account), query);
        if (query.DueBefore is { } bound)
        {
            long ticks = bound.UtcTicks;
            rows = rows.Where(r => r.DueAt <= ticks).OrderBy(r => r.DueAt).ThenBy(r => r.Id);
        }
        else
        {
            rows = rows.OrderBy(r => r.FilledAt).ThenBy(r => r.CreatedAt).ThenBy(r => r.Id);
        }

        List<PooledEnvironmentRow> found = await rows.Take(max).ToListAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. found.Select(PooledEnvironmentMapping.ToMember).Where(m => (query.Pool is null || m.Pool == query.Pool)
                && (query.Shape is null || m.Shape == query.Shape)
                && (query.Environment is null || m.Environment == query.Environment)),
        ];
    }

    private static IQueryable<PooledEnvironmentRow> Narrow(IQueryable<PooledEnvironmentRow> rows, PooledEnvironmentQuery query)
    {
        if (query.Pool is { } pool)
        {
            rows = rows.Where(r => r.Pool == pool);
        }

        if (query.Environment is { } environment)
        {
            string id = environment.Value;
            rows = rows.Where(r => r.EnvironmentId == id);
        }

        if (query.States is [var only])
        {
            string word = Word.Of(only);
            rows = rows.Where(r => r.State == word);
        }
        else if (query.States.Count > 1)
        {
            string[] words = [.. query.States.Select(Word.Of)];
            rows = rows.Where(r => words.Contains(r.State));
        }

        if (query.Shape is { } shape)
        {
            rows = rows.Where(r => r.Shape == shape);
        }

        return rows;
    }
}
