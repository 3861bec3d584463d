using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>The statements that write one table, made from EF Core's model for the provider at hand and reused for one connection.</summary>
/// <remarks>A change tracker costs more than the statement it ends in; a group of commits is too busy for that. Not thread-safe.</remarks>
internal sealed class TableCommands : IAsyncDisposable
{
    private readonly ISqlGenerationHelper _sql;
    private readonly DbConnection _connection;
    private readonly IEntityType _type;
    private readonly string _table;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    public TableCommands(IEntityType type, ISqlGenerationHelper sql, DbConnection connection)
    {
        _sql = sql;
        _connection = connection;
        _type = type;
        _table = sql.DelimitIdentifier(type.GetTableName()!, type.GetSchema());
        Key = [.. type.FindPrimaryKey()!.Properties];
    }

    public IReadOnlyList<IProperty> Key { get; }

    public IProperty Property(string name) => _type.FindProperty(name)!;

    public Task<int> InsertAsync(object row, DbTransaction transaction) =>
        Get("insert", () =>
        {
            IProperty[] all = [.. _type.GetProperties()];
            return ($"INSERT INTO {_table} ({string.Join(", ", all.Select(Column))}) VALUES ({string.Join(", ", all.Select(Marker))})", all, null);
        }).ExecuteAsync(row, null, transaction);

    /// <summary>Changes a row, found by its key, when <paramref name="condition"/> holds as well.</summary>
    public Task<int> UpdateAsync(object row, RowCondition condition, DbTransaction transaction) =>
        Get("update", () =>
        {
            IProperty[] all = [.. _type.GetProperties()];
            string set = string.Join(", ", all.Where(p => !p.IsPrimaryKey()).Select(p => $"{Column(p)} = {Marker(p)}"));
            return ($"UPDATE {_table} SET {set} WHERE {Where(Key)}{Condition(condition)}", all, condition.ExpectedProperty);
        }).ExecuteAsync(row, condition.Expected, transaction);

    public Task<int> DeleteAsync(object row, RowCondition condition, DbTransaction transaction) =>
        Get("delete", () =>
        {
            IProperty[] needed = [.. Key.Concat(condition.GuardProperties.Select(Property))];
            return ($"DELETE FROM {_table} WHERE {Where(Key)}{Condition(condition)}", needed, condition.ExpectedProperty);
        }).ExecuteAsync(row, condition.Expected, transaction);

    /// <summary>Reads one column of the row that has the key of <paramref name="row"/>; null when there is none.</summary>
    public Task<object?> FindAsync(string column, object row, DbTransaction transaction) => FindAsync(column, column, Key, row, transaction);

    /// <summary>Reads one column of the row that has the same values in <paramref name="key"/>; null when there is none.</summary>
    public Task<object?> FindAsync(string name, string column, IReadOnlyList<IProperty> key, object row, DbTransaction transaction) =>
        Get(name, () => ($"SELECT {Column(Property(column))} FROM {_table} WHERE {Where(key)}", [.. key], null)).ReadAsync(row, transaction);

    /// <summary>Reads the highest value of one column among the rows that have the same values in <paramref name="key"/>; null when there are none.</summary>
    public async Task<object?> MaxAsync(string column, IReadOnlyList<IProperty> key, object row, DbTransaction transaction) =>
        await Get($"max of {column}", () => ($"SELECT MAX({Column(Property(column))}) FROM {_table} WHERE {Where(key)}", [.. key], null))
            .ReadAsync(row, transaction).ConfigureAwait(false) is { } value and not DBNull ? value : null;

    /// <summary>Counts the rows that have the same values in <paramref name="key"/> and meet a condition of <see cref="IsOneOf"/> or <see cref="IsNull"/>.</summary>
    public async Task<long> CountAsync(string name, IReadOnlyList<IProperty> key, string condition, object row, DbTransaction transaction) =>
        Stored.Number(await Get($"count {name}", () => ($"SELECT COUNT(*) FROM {_table} WHERE {Where(key)} AND {condition}", [.. key], null))
            .ReadAsync(row, transaction).ConfigureAwait(false));

    /// <summary>Adds up one column of the rows that have the same values in <paramref name="key"/>.</summary>
    public Task<object?> SumAsync(string column, IReadOnlyList<IProperty> key, object row, DbTransaction transaction) =>
        Get($"sum of {column}", () => ($"SELECT SUM({Column(Property(column))}) FROM {_table} WHERE {Where(key)}", [.. key], null)).ReadAsync(row, transaction);

    /// <summary>Returns the condition that a property has one of the given words, which are the code's own.</summary>
    public string IsOneOf(string property, IReadOnlyList<string> words) => $"{Column(Property(property))} IN ({string.Join(", ", words.Select(w => $"'{w}'"))})";

    /// <summary>Returns the condition that a property is null.</summary>
    public string IsNull(string property) => $"{Column(Property(property))} IS NULL";

    public async ValueTask DisposeAsync()
    {
        foreach (Statement statement in _statements.Values)
        {
            await statement.Command.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Statement Get(string name, Func<(string Sql, IProperty[] Properties, string? Expected)> make)
    {
        if (!_statements.TryGetValue(name, out Statement? statement))
        {
            (string sql, IProperty[] properties, string? expected) = make();
            _statements[name] = statement = new Statement(_connection.CreateCommand(), sql, properties, expected is null ? null : Property(expected), _sql);
        }

        return statement;
    }

    private string Column(IProperty property) => _sql.DelimitIdentifier(property.GetColumnName());

    private string Marker(IProperty property) => _sql.GenerateParameterNamePlaceholder(property.Name);

    private string Where(IEnumerable<IProperty> properties) => string.Join(" AND ", properties.Select(p => $"{Column(p)} = {Marker(p)}"));

    private string Condition(RowCondition condition)
    {
        string expected = condition.ExpectedProperty is { } name
            ? $" AND {Column(Property(name))} = {_sql.GenerateParameterNamePlaceholder(Statement.Expected)}"
            : string.Empty;
        return expected + string.Concat(condition.Guards.Select(g => $" AND {Guard(Property(g.Property), g.Operator)}"));
    }

    private string Guard(IProperty property, string comparison) => comparison == RowCondition.Kept
        ? $"({Column(property)} IS NULL OR {Column(property)} = {Marker(property)})"
        : $"{Column(property)} {comparison} {Marker(property)}";
}
