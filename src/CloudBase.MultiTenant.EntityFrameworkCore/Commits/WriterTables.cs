using System.Data.Common;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>The statements of every table that one connection writes.</summary>
internal sealed class WriterTables(MultiTenantDbContext context, DbConnection connection) : IAsyncDisposable
{
    private readonly ISqlGenerationHelper _sql = context.GetService<ISqlGenerationHelper>();
    private readonly List<TableCommands> _tables = [];

    public TableCommands Of<TRow>()
    {
        var table = new TableCommands(context.Model.FindEntityType(typeof(TRow))!, _sql, connection);
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
