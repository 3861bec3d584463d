using System.Data.Common;
using System.Globalization;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.EntityFrameworkCore.Statements;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>What each transaction does to the store's one row, on one connection. Not thread-safe.</summary>
internal sealed class StoreRowCommands : IAsyncDisposable
{
    private readonly DbCommand _lock;
    private readonly DbCommand _read;
    private readonly Statement _setAuditSequence;

    public StoreRowCommands(StoreTables tables, DbConnection connection)
    {
        TableSql table = tables.Of<StoreRow>();
        string commits = table.Column(nameof(StoreRow.Commits));
        string audit = table.Column(nameof(StoreRow.AuditSequence));
        string where = $" WHERE {table.Column(nameof(StoreRow.Id))} = 1";
        _lock = Command(connection, $"UPDATE {table.Name} SET {commits} = {commits} + 1{where}");
        _read = Command(connection, $"SELECT {audit} FROM {table.Name}{where}");
        _setAuditSequence = new Statement(
            connection.CreateCommand(),
            $"UPDATE {table.Name} SET {audit} = {table.Marker(nameof(StoreRow.AuditSequence))}{where}",
            [nameof(StoreRow.AuditSequence)],
            null,
            table);
    }

    public static StoreUnavailableException RowLost() =>
        new("The store's table has lost its one row: restore the database, or let EnsureSchemaAsync make a new one.");

    /// <summary>Keeps every other writer waiting until the transaction ends, and returns the number of the newest audit record.</summary>
    public async Task<long> LockAsync(DbTransaction transaction)
    {
        _lock.Transaction = transaction;
        if (await _lock.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false) != 1)
        {
            throw RowLost();
        }

        _read.Transaction = transaction;
        return Convert.ToInt64(await _read.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    public Task SetAuditSequenceAsync(long sequence, DbTransaction transaction) =>
        _setAuditSequence.ExecuteAsync(new StoreRow { AuditSequence = sequence }, null, transaction);

    public async ValueTask DisposeAsync()
    {
        await _lock.DisposeAsync().ConfigureAwait(false);
        await _read.DisposeAsync().ConfigureAwait(false);
        await _setAuditSequence.Command.DisposeAsync().ConfigureAwait(false);
    }

    private static DbCommand Command(DbConnection connection, string sql)
    {
        DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of the model's names.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
