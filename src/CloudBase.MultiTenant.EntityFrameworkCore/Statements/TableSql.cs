using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Statements;

/// <summary>A table as the provider at hand writes it, from EF Core's model. Thread-safe.</summary>
internal sealed class TableSql
{
    private readonly Dictionary<string, (string Sql, IProperty Property, int Index)> _columns = new(StringComparer.Ordinal);
    private readonly ISqlGenerationHelper _sql;

    public TableSql(IEntityType type, IReadOnlyList<string> columns, ISqlGenerationHelper sql, RowLimit limit)
    {
        _sql = sql;
        Limit = limit;
        Name = sql.DelimitIdentifier(type.GetTableName()!, type.GetSchema());
        Columns = columns;
        Key = [.. type.FindPrimaryKey()!.Properties.Select(p => p.Name)];
        for (int i = 0; i < columns.Count; i++)
        {
            IProperty property = type.FindProperty(columns[i])!;
            _columns[columns[i]] = (sql.DelimitIdentifier(property.GetColumnName()), property, i);
        }

        SelectAll = Select([.. columns.Select(Column)]);
    }

    public string Name { get; }

    /// <summary>Gets the properties, in the order in which a row gives their values.</summary>
    public IReadOnlyList<string> Columns { get; }

    public IReadOnlyList<string> Key { get; }

    /// <summary>Gets the beginning of a statement that reads whole rows.</summary>
    public string SelectAll { get; }

    public RowLimit Limit { get; }

    /// <summary>Returns the beginning of a statement that counts rows by some properties, and those of them that have a value in <paramref name="filled"/>.</summary>
    public string SelectCounts(IReadOnlyList<string> by, string? filled) =>
        Select([.. by.Select(Column), "COUNT(*)", .. filled is null ? Array.Empty<string>() : [$"COUNT({Column(filled)})"]]);

    /// <summary>Returns the beginning of a statement that reads whole rows, each with the number of rows of another table that have the same values in some properties.</summary>
    public string SelectWithCount(TableSql counted, ReadOnlySpan<string> same)
    {
        StringBuilder condition = new();
        foreach (string property in same)
        {
            condition.Append(condition.Length == 0 ? string.Empty : " AND ").Append($"{counted.Name}.{counted.Column(property)} = {Name}.{Column(property)}");
        }

        return Select([.. Columns.Select(Column), $"(SELECT COUNT(*) FROM {counted.Name} WHERE {condition})"]);
    }

    public string Column(string property) => _columns[property].Sql;

    public IProperty Property(string property) => _columns[property].Property;

    public int IndexOf(string property) => _columns[property].Index;

    public string Marker(string parameter) => _sql.GenerateParameterNamePlaceholder(parameter);

    public string ParameterName(string parameter) => _sql.GenerateParameterName(parameter);

    private string Select(IReadOnlyList<string> values) => $"SELECT {string.Join(", ", values)} FROM {Name}";
}
