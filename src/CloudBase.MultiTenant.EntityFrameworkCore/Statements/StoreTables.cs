using System.Collections.Concurrent;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Statements;

/// <summary>The store's tables, made from EF Core's model once for a store. Thread-safe; keeps no context.</summary>
internal sealed class StoreTables(MultiTenantDbContext context)
{
    private readonly IModel _model = context.Model;
    private readonly ISqlGenerationHelper _sql = context.GetService<ISqlGenerationHelper>();
    private readonly RowLimit _limit = new(context.Database.ProviderName);
    private readonly ConcurrentDictionary<Type, TableSql> _tables = new();

    public TableSql Of<TRow>()
        where TRow : IStoredRow<TRow> =>
        _tables.TryGetValue(typeof(TRow), out TableSql? table) ? table
            : _tables.GetOrAdd(typeof(TRow), new TableSql(_model.FindEntityType(typeof(TRow))!, TRow.Columns, _sql, _limit));
}
