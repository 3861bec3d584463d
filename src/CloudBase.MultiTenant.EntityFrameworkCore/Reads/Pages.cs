using System.Runtime.CompilerServices;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>What there is, page by page, each page from where the last one ended: what changes meanwhile neither repeats nor hides another.</summary>
internal static class Pages
{
    /// <param name="reader">The reader: each page is a read of its own.</param>
    /// <param name="page">Reads the page after an item, or the first one.</param>
    /// <param name="query">The account and what is asked for.</param>
    /// <param name="size">How many a page has, unless it is the last.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public static async IAsyncEnumerable<T> ReadAsync<TQuery, T>(
        StoreReader reader,
        Func<ReaderSession, (string Account, TQuery Query, T? Last), CancellationToken, Task<IReadOnlyList<T>>> page,
        (string Account, TQuery Query) query,
        int size,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        T? last = null;
        while (true)
        {
            IReadOnlyList<T> items = await reader.ReadAsync(page, (query.Account, query.Query, last), cancellationToken).ConfigureAwait(false);
            foreach (T item in items)
            {
                yield return item;
            }

            if (items.Count < size)
            {
                yield break;
            }

            last = items[^1];
        }
    }
}
