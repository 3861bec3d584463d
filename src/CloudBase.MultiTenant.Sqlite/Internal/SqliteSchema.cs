using System.Data;
using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore;
using CloudBase.MultiTenant.EntityFrameworkCore.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Sqlite;

/// <summary>Applies the migrations in one immediate transaction, from the scripts that EF Core makes of them.</summary>
/// <remarks>
/// EF Core's own way takes a lock that is a row in a table: a process killed while it holds the lock keeps every later one waiting.
/// SQLite's schema changes are transactional, and the file's write lock ends with the process. Scripts that are kept need no model
/// of each migration at every start.
/// </remarks>
internal sealed class SqliteSchema(ILogger<StoreSchema> logger) : StoreSchema(logger)
{
    private readonly SchemaScripts _scripts = new();

    protected override IReadOnlyList<string> Known(MultiTenantDbContext context) => _scripts.Migrations;

    protected override async Task<IReadOnlyList<string>> AppliedAsync(MultiTenantDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAppliedAsync(context, null, cancellationToken).ConfigureAwait(false);
    }

    protected override async Task<int> MigrateAsync(MultiTenantDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(context, "PRAGMA journal_mode = WAL;", null, cancellationToken).ConfigureAwait(false);
        IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            DbTransaction inner = transaction.GetDbTransaction();
            IReadOnlyList<string> applied = await ReadAppliedAsync(context, inner, cancellationToken).ConfigureAwait(false);
            RefuseNewer(applied, _scripts.Migrations);
            if (applied.Count < _scripts.Migrations.Count)
            {
                foreach (string migration in _scripts.Migrations.Except(applied, StringComparer.Ordinal))
                {
                    await ExecuteAsync(context, _scripts.Read(migration), inner, cancellationToken).ConfigureAwait(false);
                }

                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }

            return applied.Count;
        }
    }

    private static async Task<IReadOnlyList<string>> ReadAppliedAsync(MultiTenantDbContext context, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        DbCommand command = Command(context, $"SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '{SqliteFile.HistoryTable}'", transaction);
        await using (command.ConfigureAwait(false))
        {
            if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not > 0L)
            {
                return [];
            }
        }

        List<string> applied = [];
        command = Command(context, $"SELECT \"MigrationId\" FROM \"{SqliteFile.HistoryTable}\" ORDER BY \"MigrationId\"", transaction);
        await using (command.ConfigureAwait(false))
        {
            DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    applied.Add(reader.GetString(0));
                }
            }
        }

        return applied;
    }

    private static async Task ExecuteAsync(MultiTenantDbContext context, string sql, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        DbCommand command = Command(context, sql, transaction);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static DbCommand Command(MultiTenantDbContext context, string sql, DbTransaction? transaction)
    {
        DbCommand command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // This assembly's own scripts and names.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
