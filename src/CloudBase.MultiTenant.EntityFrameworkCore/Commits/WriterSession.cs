using System.Data;
using System.Data.Common;
using System.Globalization;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
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
    private readonly string _lockSql;
    private readonly string _readSql;
    private readonly string _auditSql;

    private WriterSession(MultiTenantDbContext context)
    {
        _context = context;
        _connection = context.Database.GetDbConnection();
        var tables = new StoreTables(context);
        _writer = new ChangeWriter(tables, _connection);
        TableSql table = tables.Of<StoreRow>();
        string commits = table.Column(nameof(StoreRow.Commits));
        string audit = table.Column(nameof(StoreRow.AuditSequence));
        string where = $" WHERE {table.Column(nameof(StoreRow.Id))} = 1";
        _lockSql = $"UPDATE {table.Name} SET {commits} = {commits} + 1{where}";
        _readSql = $"SELECT {audit} FROM {table.Name}{where}";
        _auditSql = $"UPDATE {table.Name} SET {audit} = {{0}}{where}";
    }

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
    public async Task<object[]> WriteAsync(IReadOnlyList<PendingCommit> commits)
    {
        // Whoever has changed the store's one row keeps every other writer waiting, in this process or another, until the transaction
        // ends: that makes "look, then write" safe at the lowest isolation level, and audit numbers visible in their order.
        DbTransaction transaction = await _connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, CancellationToken.None).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            if (await ExecuteAsync(_lockSql, transaction).ConfigureAwait(false) != 1)
            {
                throw RowLost();
            }

            long audit = await ReadAuditSequenceAsync(transaction).ConfigureAwait(false);
            _writer.AuditSequence = audit;
            object[] results = new object[commits.Count];
            bool any = false;
            for (int i = 0; i < commits.Count; i++)
            {
                results[i] = await WriteAsync(commits[i], transaction).ConfigureAwait(false);
                any |= results[i] is CommitResult { IsCommitted: true };
            }

            if (!any)
            {
                await transaction.RollbackAsync(CancellationToken.None).ConfigureAwait(false);
                return results;
            }

            if (_writer.AuditSequence != audit)
            {
                await ExecuteAsync(string.Format(CultureInfo.InvariantCulture, _auditSql, _writer.AuditSequence), transaction).ConfigureAwait(false);
            }

            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            return results;
        }
    }

    public static StoreUnavailableException RowLost() =>
        new("The store's table has lost its one row: restore the database, or let EnsureSchemaAsync make a new one.");

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        await _context.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<object> WriteAsync(PendingCommit commit, DbTransaction transaction)
    {
        long audit = _writer.AuditSequence;
        await transaction.SaveAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
        object result = CommitResult.Committed;
        try
        {
            foreach (RowChange change in commit.Changes)
            {
                if (await _writer.ApplyAsync(commit, change, transaction).ConfigureAwait(false) is { } refusal)
                {
                    result = new CommitResult(change.Source, refusal.Reason) { Ceiling = refusal.Ceiling };
                    break;
                }
            }
        }
        catch (DbException e)
        {
            result = e;
        }

        if (result is not CommitResult { IsCommitted: true })
        {
            _writer.AuditSequence = audit;
            await transaction.RollbackAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
        }

        await transaction.ReleaseAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
        return result;
    }

    private async Task<long> ReadAuditSequenceAsync(DbTransaction transaction)
    {
        DbCommand command = Command(_readSql, transaction);
        await using (command.ConfigureAwait(false))
        {
            return Convert.ToInt64(await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false), CultureInfo.InvariantCulture);
        }
    }

    private async Task<int> ExecuteAsync(string sql, DbTransaction transaction)
    {
        DbCommand command = Command(sql, transaction);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private DbCommand Command(string sql, DbTransaction transaction)
    {
        DbCommand command = _connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Made of the model's names and one number.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
