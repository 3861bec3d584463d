using System.Data;
using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore;
using CloudBase.MultiTenant.EntityFrameworkCore.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Sqlite;

/// <summary>Applies the migrations in one immediate transaction.</summary>
/// <remarks>
/// EF Core's own way takes a lock that is a row in a table: a process killed while it holds the lock keeps every later one waiting.
/// SQLite's schema changes are transactional, and the file's write lock ends with the process.
/// </remarks>
internal sealed class SqliteSchema(ILogger<StoreSchema> logger) : StoreSchema(logger)
{
    protected override async Task<int> MigrateAsync(MultiTenantDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(context, "PRAGMA journal_mode = WAL;", null, cancellationToken).ConfigureAwait(false);
        IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            string[] applied = [.. await context.Database.GetAppliedMigrationsAsync(cancellationToken).ConfigureAwait(false)];
            string[] known = [.. context.Database.GetMigrations()];
            RefuseNewer(applied, known);
            if (applied.Length < known.Length)
            {
                string script = context.GetService<IMigrator>().GenerateScript(
                    applied.LastOrDefault() ?? Migration.InitialDatabase, options: MigrationsSqlGenerationOptions.NoTransactions);
                await ExecuteAsync(context, script, transaction.GetDbTransaction(), cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }

            return applied.Length;
        }
    }

    private static async Task ExecuteAsync(MultiTenantDbContext context, string sql, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        DbCommand command = context.Database.GetDbConnection().CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = transaction;
#pragma warning disable CA2100 // The script that EF Core made of this assembly's migrations.
            command.CommandText = sql;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
