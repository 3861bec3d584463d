using System.Data;
using System.Data.Common;
using System.Runtime.ExceptionServices;
using CloudBase.MultiTenant.EntityFrameworkCore.Statements;
using CloudBase.MultiTenant.Ports;
using Microsoft.EntityFrameworkCore;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>The writer's own connection. Not thread-safe; thrown away after an error.</summary>
internal sealed class WriterSession : IAsyncDisposable
{
    private const string Savepoint = "change_set";

    private readonly MultiTenantDbContext _context;
    private readonly DbConnection _connection;
    private readonly ChangeWriter _writer;
    private readonly StoreRowCommands _store;

    private WriterSession(MultiTenantDbContext context)
    {
        _context = context;
        _connection = context.Database.GetDbConnection();
        var tables = new StoreTables(context);
        _writer = new ChangeWriter(tables, _connection);
        _store = new StoreRowCommands(tables, _connection);
    }

    /// <summary>Gets whether the next batch begins with savepoints.</summary>
    public bool IsCareful { get; private set; }

    public static async Task<WriterSession> OpenAsync(IDbContextFactory<MultiTenantDbContext> contexts)
    {
        MultiTenantDbContext context = await contexts.CreateDbContextAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await context.Database.OpenConnectionAsync(CancellationToken.None).ConfigureAwait(false);
            return new WriterSession(context);
        }
        catch
        {
            await context.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Writes change sets in one transaction; one that is refused, or that the database cannot take, hurts no other.</summary>
    /// <returns>For each change set its result, or the error that concerns it alone. What has a result is durable.</returns>
    /// <remarks>
    /// A savepoint for each change set costs as much as a change of it, and hardly any needs one. So they are written without, and only when one has
    /// to be undone that has written something, the transaction is: nobody was told anything yet, and all are written again, with savepoints.
    /// Where one batch had such a change set the next may well have, too, and begins with savepoints.
    /// </remarks>
    public async Task<object[]> WriteAsync(IReadOnlyList<PendingCommit> commits)
    {
        if (!IsCareful && await TryWriteAsync(commits, withSavepoints: false).ConfigureAwait(false) is { } results)
        {
            return results;
        }

        IsCareful = false;
        return (await TryWriteAsync(commits, withSavepoints: true).ConfigureAwait(false))!;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        await _context.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Returns null, with everything undone, when a change set would have needed its savepoint.</summary>
    private async Task<object[]?> TryWriteAsync(IReadOnlyList<PendingCommit> commits, bool withSavepoints)
    {
        // Whoever has changed the store's one row keeps every other writer waiting, in this process or another, until the transaction
        // ends: that makes "look, then write" safe at the lowest isolation level, and audit numbers visible in their order.
        DbTransaction transaction = await _connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, CancellationToken.None).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            long audit = await _store.LockAsync(transaction).ConfigureAwait(false);
            _writer.AuditSequence = audit;
            object[] results = new object[commits.Count];
            bool any = false;
            for (int i = 0; i < commits.Count; i++)
            {
                object? result = withSavepoints
                    ? await WriteWithSavepointAsync(commits[i], transaction).ConfigureAwait(false)
                    : await WriteWithoutAsync(commits[i], transaction).ConfigureAwait(false);
                if (result is null)
                {
                    await transaction.RollbackAsync(CancellationToken.None).ConfigureAwait(false);
                    return null;
                }

                results[i] = result;
                any |= result is CommitResult { IsCommitted: true };
            }

            if (!any)
            {
                await transaction.RollbackAsync(CancellationToken.None).ConfigureAwait(false);
                return results;
            }

            if (_writer.AuditSequence != audit)
            {
                await _store.SetAuditSequenceAsync(_writer.AuditSequence, transaction).ConfigureAwait(false);
            }

            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            return results;
        }
    }

    private async Task<object?> WriteWithoutAsync(PendingCommit commit, DbTransaction transaction)
    {
        long written = _writer.Written;
        try
        {
            CommitResult result = await ApplyAsync(commit, transaction).ConfigureAwait(false);
            return result.IsCommitted || _writer.Written == written ? result : null;
        }
        catch (DbException)
        {
            // Many databases take nothing more in a transaction after an error.
            return null;
        }
    }

    private async Task<object> WriteWithSavepointAsync(PendingCommit commit, DbTransaction transaction)
    {
        long audit = _writer.AuditSequence;
        long written = _writer.Written;
        await transaction.SaveAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
        object result;
        try
        {
            result = await ApplyAsync(commit, transaction).ConfigureAwait(false);
        }
        catch (DbException e)
        {
            result = e;
        }

        if (result is not CommitResult { IsCommitted: true })
        {
            IsCareful |= result is DbException || _writer.Written != written;
            _writer.AuditSequence = audit;
            await UndoAsync(transaction, result as DbException).ConfigureAwait(false);
        }

        await transaction.ReleaseAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
        return result;
    }

    /// <summary>Goes back to the savepoint. An error such as a full disk may have ended the whole transaction: then it is the error of all that were in it.</summary>
    private static async Task UndoAsync(DbTransaction transaction, DbException? error)
    {
        try
        {
            await transaction.RollbackAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (error is not null && e is (InvalidOperationException or DbException))
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }

    private async Task<CommitResult> ApplyAsync(PendingCommit commit, DbTransaction transaction)
    {
        foreach (RowChange change in commit.Changes)
        {
            if (await _writer.ApplyAsync(commit, change, transaction).ConfigureAwait(false) is { } refusal)
            {
                return new CommitResult(change.Source, refusal.Reason) { Ceiling = refusal.Ceiling };
            }
        }

        return CommitResult.Committed;
    }
}
