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

    /// <summary>Begins a SELECT that counts rows by some properties, and those of them that have a value in <paramref name="filled"/>.</summary>
    public Select Count<TRow>(IReadOnlyList<string> by, string? filled = null)
        where TRow : IStoredRow<TRow>
    {
        TableSql table = tables.Of<TRow>();
        return new Select(table, table.SelectCounts(by, filled));
    }

    /// <summary>Reads the first row, or returns null when there is none.</summary>
    public async Task<T?> FirstAsync<T>(Select select, Func<DbDataReader, T> map, CancellationToken cancellationToken)
        where T : class
    {
        DbDataReader reader = await Command(select).ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? map(reader) : null;
        }
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
            if (_commands.Count == MostCommands)
            {
                DisposeCommands();
            }

            _commands[text] = command = select.CreateCommand(Connection);
        }

        select.Bind(command);
        return command;
    }
}
