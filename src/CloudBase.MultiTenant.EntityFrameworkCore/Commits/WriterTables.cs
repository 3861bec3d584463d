using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.EntityFrameworkCore.Statements;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>The statements of every table that one connection writes.</summary>
internal sealed class WriterTables(StoreTables tables, DbConnection connection) : IAsyncDisposable
{
    private readonly List<TableCommands> _tables = [];

    /// <summary>Gets how many rows were inserted, changed or deleted.</summary>
    public long Written
    {
        get
        {
            long written = 0;
            foreach (TableCommands table in _tables)
            {
                written += table.Written;
            }

            return written;
        }
    }

    public TableCommands Of<TRow>()
        where TRow : IStoredRow<TRow>
    {
        var table = new TableCommands(tables.Of<TRow>(), connection);
        _tables.Add(table);
        return table;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (TableCommands table in _tables)
        {
            await table.DisposeAsync().ConfigureAwait(false);
        }
    }
}
