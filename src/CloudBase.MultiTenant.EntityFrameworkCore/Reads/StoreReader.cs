using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>Runs a read on a connection of its own, outside any ambient transaction. Thread-safe.</summary>
internal sealed class StoreReader(IDbContextFactory<MultiTenantDbContext> contexts, StoreErrors errors, ILogger logger) : IAsyncDisposable, IDisposable
{
    private readonly ReaderSessions _sessions = new(contexts, errors, logger);

    public async ValueTask<T> ReadAsync<TArgument, T>(
        Func<ReaderSession, TArgument, CancellationToken, Task<T>> read, TArgument argument, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using TransactionScope? outside = Suppress();
        ReaderSession? session = null;
        try
        {
            session = await _sessions.TakeAsync(cancellationToken).ConfigureAwait(false);
            T result = await read(session, argument, cancellationToken).ConfigureAwait(false);
            outside?.Complete();
            await _sessions.KeepAsync(session).ConfigureAwait(false);
            return result;
        }
        catch (Exception e)
        {
            if (session is not null)
            {
                await _sessions.DiscardAsync(session, e).ConfigureAwait(false);
            }

            if (errors.Translate(e) is { } translated && translated != e)
            {
                throw translated;
            }

            throw;
        }
    }

    /// <summary>Does something with EF Core itself, such as to the schema, on a context and connection that nothing else has.</summary>
    public async Task WithContextAsync(Func<MultiTenantDbContext, CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using TransactionScope? outside = Suppress();
        try
        {
            MultiTenantDbContext context = await contexts.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                await act(context, cancellationToken).ConfigureAwait(false);
                outside?.Complete();
            }
        }
        catch (Exception e) when (errors.Translate(e) is { } translated && translated != e)
        {
            throw translated;
        }
    }

    public ValueTask DisposeAsync() => _sessions.DisposeAsync();

    public void Dispose() => _sessions.Dispose();

    /// <summary>Leaves an ambient transaction, when there is one.</summary>
    private static TransactionScope? Suppress() => Transaction.Current is null ? null
        : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
}
