using System.Data;
using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.EntityFrameworkCore.Statements;
using Microsoft.EntityFrameworkCore;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>A reader's connection with the commands that it has made so far. Not thread-safe; thrown away after an error.</summary>
internal sealed class ReaderSession(MultiTenantDbContext context, StoreTables tables) : IAsyncDisposable, IDisposable
{
    /// <summary>How many commands it keeps at most; kinds of reads are far fewer, but each number of rows makes a text of its own.</summary>
    public const int MostCommands = 128;

    private readonly Dictionary<string, DbCommand> _commands = new(StringComparer.Ordinal);

    public StoreTables Tables => tables;

    public int Commands => _commands.Count;

    public DbConnection Connection { get; } = context.Database.GetDbConnection();

    /// <summary>Begins a SELECT of whole rows.</summary>
    public Select From<TRow>()
        where TRow : IStoredRow<TRow>
    {
        TableSql table = tables.Of<TRow>();
        return new Select(table, table.SelectAll);
    }

    /// <summary>Begins a SELECT of whole rows, each with the number of rows of another table that have the same values in some properties.</summary>
    public Select FromWithCount<TRow, TCounted>(params ReadOnlySpan<string> same)
        where TRow : IStoredRow<TRow>
        where TCounted : IStoredRow<TCounted>
    {
        TableSql table = tables.Of<TRow>();
        return new Select(table, table.SelectWithCount(tables.Of<TCounted>(), same));
    }

    /// <summary>Begins a SELECT that counts rows by some properties, and those of them that have a value in <paramref name="filled"/>.</summary>
    public Select Count<TRow>(IReadOnlyList<string> by, string? filled = null)
        where TRow : IStoredRow<TRow>
    {
        TableSql table = tables.Of<TRow>();
        return new Select(table, table.SelectCounts(by, filled));
    }

    /// <summary>Reads the first row, or returns the default when there is none.</summary>
    public Task<T?> FirstAsync<T>(Select select, Func<DbDataReader, T> map, CancellationToken cancellationToken) =>
        FirstAsync(Command(select), map, cancellationToken);

    /// <summary>Reads the first row of what has always the same text, which is put together once and found by its name then; returns the default when there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="make">Puts it together, with the values in their order.</param>
    /// <param name="values">The values.</param>
    /// <param name="map">Reads the row.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<T?> FirstAsync<T>(
        string name, Func<ReaderSession, object[], Select> make, object[] values, Func<DbDataReader, T> map, CancellationToken cancellationToken)
    {
        if (!_commands.TryGetValue(name, out DbCommand? command))
        {
            command = Keep(name, make(this, values));
        }

        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return FirstAsync(command, map, cancellationToken);
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(Select select, Func<DbDataReader, T> map, CancellationToken cancellationToken)
    {
        List<T> list = [];
        DbDataReader reader = await Command(select).ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                list.Add(map(reader));
            }
        }

        return list;
    }

    public async ValueTask DisposeAsync()
    {
        DisposeCommands();
        await context.DisposeAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        DisposeCommands();
        context.Dispose();
    }

    private void DisposeCommands()
    {
        foreach (DbCommand command in _commands.Values)
        {
            command.Dispose();
        }

        _commands.Clear();
    }

    private DbCommand Command(Select select)
    {
        string text = select.Text;
        if (!_commands.TryGetValue(text, out DbCommand? command))
        {
            command = Keep(text, select);
        }

        select.Bind(command);
        return command;
    }

    private DbCommand Keep(string name, Select select)
    {
        if (_commands.Count == MostCommands)
        {
            DisposeCommands();
        }

        return _commands[name] = select.CreateCommand(Connection);
    }

    private static async Task<T?> FirstAsync<T>(DbCommand command, Func<DbDataReader, T> map, CancellationToken cancellationToken)
    {
        DbDataReader reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? map(reader) : default;
        }
    }
}
