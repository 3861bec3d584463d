using System.Runtime.CompilerServices;
using CloudBase.MultiTenant.EntityFrameworkCore.Mapping;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>Tenants page by page, each page from where the last one ended: what changes meanwhile neither repeats nor hides another.</summary>
internal sealed class TenantPages(StoreReader reader, string account, TenantQuery query)
{
    public async IAsyncEnumerable<Tenant> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Tenant? last = null;
        while (true)
        {
            List<Tenant> page = await reader.ReadAsync(PageAsync, last, cancellationToken).ConfigureAwait(false);
            foreach (Tenant item in page)
            {
                yield return item;
            }

            if (page.Count < query.PageSize)
            {
                yield break;
            }

            last = page[^1];
        }
    }

    private async Task<List<Tenant>> PageAsync(MultiTenantDbContext context, Tenant? last, CancellationToken cancellationToken)
    {
        IQueryable<TenantRow> rows = context.Tenants.Where(r => r.Account == account);
        if (last is not null)
        {
            string hash = last.Id.ToStorageKey();
            string environment = last.Key.Environment.Value;
            int generation = last.Key.Generation;
            rows = rows.Where(r => string.Compare(r.TenantHash, hash) >= 0
                && (string.Compare(r.TenantHash, hash) > 0
                    || string.Compare(r.Environment, environment) > 0
                    || (r.Environment == environment && r.Generation > generation)));
        }

        if (query.State is { } state)
        {
            string word = Word.Of(state);
            rows = rows.Where(r => r.State == word);
        }
        else if (!query.IncludeEnded)
        {
            rows = rows.Where(r => r.State != nameof(TenantState.Deprovisioned) && r.State != nameof(TenantState.Cancelled));
        }

        if (query.PaidUntilBefore is { } bound)
        {
            long ticks = bound.UtcTicks;
            rows = rows.Where(r => r.PaidUntil < ticks);
        }

        return [.. (await rows.OrderBy(r => r.TenantHash).ThenBy(r => r.Environment).ThenBy(r => r.Generation)
            .Take(query.PageSize).ToListAsync(cancellationToken).ConfigureAwait(false)).Select(TenantMapping.ToTenant)];
    }
}
