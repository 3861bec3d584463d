using System.Runtime.CompilerServices;
using CloudBase.MultiTenant.EntityFrameworkCore.Mapping;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>Operations page by page, by the time they were begun.</summary>
internal sealed class OperationPages(StoreReader reader, string account, OperationQuery query)
{
    public async IAsyncEnumerable<TenantOperation> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TenantOperation? last = null;
        while (true)
        {
            List<TenantOperation> page = await reader.ReadAsync(PageAsync, last, cancellationToken).ConfigureAwait(false);
            foreach (TenantOperation item in page)
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

    private async Task<List<TenantOperation>> PageAsync(MultiTenantDbContext context, TenantOperation? last, CancellationToken cancellationToken)
    {
        IQueryable<OperationRow> rows = context.Operations.Where(r => r.Account == account);
        if (query.Tenant is { } tenant)
        {
            string hash = tenant.ToStorageKey();
            rows = rows.Where(r => r.TenantHash == hash);
        }

        if (last is not null)
        {
            long created = last.CreatedAt.UtcTicks;
            string id = last.Id.Value;
            rows = rows.Where(r => r.CreatedAt >= created && (r.CreatedAt > created || string.Compare(r.Id, id) > 0));
        }

        if (query.State is { } state)
        {
            string word = Word.Of(state);
            rows = rows.Where(r => r.State == word);
        }
        else if (!query.IncludeFinal)
        {
            rows = rows.Where(r => !r.IsFinal);
        }

        return [.. (await rows.OrderBy(r => r.CreatedAt).ThenBy(r => r.Id).Take(query.PageSize).ToListAsync(cancellationToken).ConfigureAwait(false)).Select(OperationMapping.ToOperation)];
    }
}
