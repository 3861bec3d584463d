using CloudBase.MultiTenant.EntityFrameworkCore.Mapping;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;
using Microsoft.EntityFrameworkCore;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>Sandboxes of pools, narrowed and ordered as a query says.</summary>
internal static class SandboxMemberReads
{
    public static async Task<IReadOnlyList<SandboxMember>> ReadAsync(
        MultiTenantDbContext context, (string Account, SandboxMemberQuery Query, int Max) read, CancellationToken cancellationToken)
    {
        (string account, SandboxMemberQuery query, int max) = read;
        IQueryable<SandboxMemberRow> rows = Narrow(context.SandboxMembers.Where(r => r.Account == account), query);
        if (query.DueBefore is { } bound)
        {
            long ticks = bound.UtcTicks;
            rows = rows.Where(r => r.DueAt <= ticks).OrderBy(r => r.DueAt).ThenBy(r => r.Id);
        }
        else
        {
            rows = rows.OrderBy(r => r.CreatedAt).ThenBy(r => r.Id);
        }

        List<SandboxMemberRow> found = await rows.Take(max).ToListAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. found.Select(SandboxMemberMapping.ToMember).Where(m => (query.Pool is null || m.Pool == query.Pool)
                && (query.Template is null || m.Template == query.Template)
                && (query.Tenant is not { } tenant || m.Tenant?.Tenant == tenant)),
        ];
    }

    private static IQueryable<SandboxMemberRow> Narrow(IQueryable<SandboxMemberRow> rows, SandboxMemberQuery query)
    {
        if (query.Pool is { } pool)
        {
            rows = rows.Where(r => r.Pool == pool);
        }

        if (query.Tenant is { } tenant)
        {
            string hash = tenant.ToStorageKey();
            rows = rows.Where(r => r.TenantHash == hash);
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

        if (query.Template is { } template)
        {
            rows = rows.Where(r => r.Template == template);
        }

        return rows;
    }
}
