using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Statements;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>The sessions that readers have had and the next ones take: a connection is opened, and a statement prepared, once and not for each read. Thread-safe.</summary>
internal sealed class ReaderSessions(IDbContextFactory<MultiTenantDbContext> contexts, StoreErrors errors, ILogger logger) : IAsyncDisposable, IDisposable
{
    /// <summary>How many wait for the next readers at most; what more readers had at once is closed.</summary>
    public const int MostIdle = 16;

    private readonly Lock _gate = new();
    private readonly Stack<ReaderSession> _idle = new(MostIdle);
    private StoreTables? _tables;
    private bool _disposed;

    /// <summary>Gives a session that nobody else has; it comes back by <see cref="KeepAsync"/> or <see cref="DiscardAsync"/>.</summary>
    public async ValueTask<ReaderSession> TakeAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_idle.TryPop(out ReaderSession? idle))
            {
                return idle;
            }
        }

        MultiTenantDbContext context = await contexts.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return new ReaderSession(context, Tables(context));
        }
        catch
        {
            await context.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes back a session whose read came to its end.</summary>
    public ValueTask KeepAsync(ReaderSession session)
    {
        lock (_gate)
        {
            if (!_disposed && _idle.Count < MostIdle)
            {
                _idle.Push(session);
                return ValueTask.CompletedTask;
            }
        }

        return CloseAsync(session);
    }

    /// <summary>Closes a session whose read did not come to its end; when the database failed, those that wait as well: what broke one connection has broken more.</summary>
    public async ValueTask DiscardAsync(ReaderSession session, Exception error)
    {
        await CloseAsync(session).ConfigureAwait(false);
        if (error is DbException)
        {
            await CloseIdleAsync(stop: false).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => CloseIdleAsync(stop: true);

    /// <summary>Keeps no session from now on and closes those that wait, for containers that cannot.</summary>
    public void Dispose()
    {
        foreach (ReaderSession session in TakeIdle(stop: true))
        {
            session.Dispose();
        }
    }

    private async ValueTask CloseIdleAsync(bool stop)
    {
        foreach (ReaderSession session in TakeIdle(stop))
        {
            await CloseAsync(session).ConfigureAwait(false);
        }
    }

    private ReaderSession[] TakeIdle(bool stop)
    {
        lock (_gate)
        {
            _disposed |= stop;
            ReaderSession[] idle = [.. _idle];
            _idle.Clear();
            return idle;
        }
    }

    private async ValueTask CloseAsync(ReaderSession session)
    {
        try
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (errors.Translate(e) is not null)
        {
            StoreLog.CloseFailed(logger, e);
        }
    }

    private StoreTables Tables(MultiTenantDbContext context)
    {
        lock (_gate)
        {
            return _tables ??= new StoreTables(context);
        }
    }
}
