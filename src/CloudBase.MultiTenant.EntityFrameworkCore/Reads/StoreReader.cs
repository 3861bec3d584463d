using System.Transactions;
using Microsoft.EntityFrameworkCore;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>Runs a read on a connection of its own, outside any ambient transaction. Thread-safe.</summary>
internal sealed class StoreReader(IDbContextFactory<MultiTenantDbContext> contexts, StoreErrors errors)
{
    public async ValueTask<T> ReadAsync<TArgument, T>(
        Func<MultiTenantDbContext, TArgument, CancellationToken, Task<T>> read, TArgument argument, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using TransactionScope? outside = Suppress();
        try
        {
            MultiTenantDbContext context = await contexts.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                T result = await read(context, argument, cancellationToken).ConfigureAwait(false);
                outside?.Complete();
                return result;
            }
        }
        catch (Exception e) when (errors.Translate(e) is { } translated && translated != e)
        {
            throw translated;
        }
    }

    public static async Task<IReadOnlyList<T>> ToListAsync<TRow, T>(
        IAsyncEnumerable<TRow> rows, Func<TRow, T> map, CancellationToken cancellationToken)
    {
        List<T> list = [];
        await foreach (TRow row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            list.Add(map(row));
        }

        return list;
    }

    /// <summary>Leaves an ambient transaction, when there is one.</summary>
    public static TransactionScope? Suppress() => Transaction.Current is null ? null
        : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
}
