using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.EntityFrameworkCore.Statements;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>The statements that write one table, made from EF Core's model for the provider at hand and reused for one connection.</summary>
/// <remarks>A change tracker costs more than the statement it ends in; a group of commits is too busy for that. Not thread-safe.</remarks>
internal sealed class TableCommands(TableSql table, DbConnection connection) : IAsyncDisposable
{
    private readonly Dictionary<(string Kind, string Name), Statement> _statements = [];

    /// <summary>Gets how many rows were inserted, changed or deleted.</summary>
    public long Written { get; private set; }

    public Task<int> InsertAsync(IStoredRow row, DbTransaction transaction) =>
        WriteAsync(
            Known("insert") ?? Make(
                "insert",
                string.Empty,
                $"INSERT INTO {table.Name} ({string.Join(", ", table.Columns.Select(table.Column))}) VALUES ({string.Join(", ", table.Columns.Select(table.Marker))})",
                table.Columns),
            row,
            null,
            transaction);

    /// <summary>Changes a row, found by its key, when <paramref name="condition"/> holds as well. What must be the same is not written again: an index that has it would be.</summary>
    public Task<int> UpdateAsync(IStoredRow row, RowCondition condition, DbTransaction transaction, string name = "") =>
        WriteAsync(
            Known("update", name) ?? Make(
                "update",
                name,
                $"UPDATE {table.Name} SET {Assign(table.Columns.Except(table.Key).Except(condition.SameProperties))} WHERE {Where(table.Key)}{Condition(condition)}",
                table.Columns,
                condition.ExpectedProperty),
            row,
            condition.Expected,
            transaction);

    public Task<int> DeleteAsync(IStoredRow row, RowCondition condition, DbTransaction transaction) =>
        WriteAsync(
            Known("delete") ?? Make(
                "delete",
                string.Empty,
                $"DELETE FROM {table.Name} WHERE {Where(table.Key)}{Condition(condition)}",
                [.. table.Key, .. condition.GuardProperties],
                condition.ExpectedProperty),
            row,
            condition.Expected,
            transaction);

    /// <summary>Gives a row some values, found by its key, when it has none in <paramref name="empty"/>.</summary>
    public Task<int> FillAsync(IReadOnlyList<string> properties, string empty, IStoredRow row) =>
        (Known("fill", empty) ?? Make(
            "fill",
            empty,
            $"UPDATE {table.Name} SET {Assign(properties)} WHERE {Where(table.Key)} AND {IsNull(empty)}",
            [.. properties, .. table.Key])).ExecuteAsync(row, null, null);

    /// <summary>Reads the row that has the key of <paramref name="row"/>; null when there is none.</summary>
    public Task<TRow?> FindRowAsync<TRow>(TRow row, DbTransaction transaction)
        where TRow : class, IStoredRow<TRow> =>
        (Known("row") ?? Make("row", string.Empty, $"{table.SelectAll} WHERE {Where(table.Key)}", table.Key)).ReadRowAsync(row, transaction);

    /// <summary>Reads one column of the row that has the key of <paramref name="row"/>; null when there is none.</summary>
    public Task<object?> FindAsync(string column, IStoredRow row, DbTransaction transaction) => FindAsync(column, column, table.Key, row, transaction);

    /// <summary>Reads one column of the row that has the same values in <paramref name="key"/>; null when there is none.</summary>
    public Task<object?> FindAsync(string name, string column, IReadOnlyList<string> key, IStoredRow row, DbTransaction transaction) =>
        ReadAsync("find", name, column, key, null, row, transaction);

    /// <summary>Reads the highest value of one column among the rows that have the same values in <paramref name="key"/>; null when there are none.</summary>
    public async Task<object?> MaxAsync(string column, IReadOnlyList<string> key, IStoredRow row, DbTransaction transaction) =>
        await ReadAsync("MAX", column, column, key, null, row, transaction).ConfigureAwait(false) is { } value and not DBNull ? value : null;

    /// <summary>Counts the rows that have the same values in <paramref name="key"/> and meet a condition of <see cref="IsOneOf"/> or <see cref="IsNull"/>.</summary>
    public async Task<long> CountAsync(string name, IReadOnlyList<string> key, string condition, IStoredRow row, DbTransaction transaction) =>
        Stored.Number(await ReadAsync("COUNT", name, null, key, condition, row, transaction).ConfigureAwait(false));

    /// <summary>Counts the rows that have the same values in <paramref name="key"/> and another word than <paramref name="word"/>, which is the code's own: two ranges of an index that has both.</summary>
    public async Task<long> CountOthersAsync(IReadOnlyList<string> key, string property, string word, IStoredRow row, DbTransaction transaction) =>
        Stored.Number(await (Known("others", property) ?? Make(
            "others",
            property,
            $"SELECT COUNT(*) + (SELECT COUNT(*) FROM {table.Name} WHERE {Where(key)} AND {table.Column(property)} > '{word}') FROM {table.Name} WHERE {Where(key)} AND {table.Column(property)} < '{word}'",
            key)).ReadAsync(row, transaction).ConfigureAwait(false));

    /// <summary>Counts the rows that have the same values in <paramref name="key"/>, counts those of them that have a word, which is the code's own, and adds up a column.</summary>
    public async Task<(long Count, long OfWord, long Sum)> TotalsAsync(
        IReadOnlyList<string> key, string property, string word, string sum, IStoredRow row, DbTransaction transaction)
    {
        object[] values = await (Known("totals", property) ?? Make(
            "totals",
            property,
            $"SELECT COUNT(*), COUNT(CASE WHEN {table.Column(property)} = '{word}' THEN 1 END), SUM({table.Column(sum)}) FROM {table.Name} WHERE {Where(key)}",
            key)).ReadValuesAsync(row, transaction).ConfigureAwait(false);
        return (Stored.Number(values[0]), Stored.Number(values[1]), Stored.Number(values[2]));
    }

    /// <summary>Returns the condition that a property has one of the given words, which are the code's own.</summary>
    public string IsOneOf(string property, IReadOnlyList<string> words) => $"{table.Column(property)} IN ({string.Join(", ", words.Select(w => $"'{w}'"))})";

    /// <summary>Returns the condition that a property is null.</summary>
    public string IsNull(string property) => $"{table.Column(property)} IS NULL";

    public async ValueTask DisposeAsync()
    {
        foreach (Statement statement in _statements.Values)
        {
            await statement.Command.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<int> WriteAsync(Statement statement, IStoredRow row, object? expected, DbTransaction transaction)
    {
        int rows = await statement.ExecuteAsync(row, expected, transaction).ConfigureAwait(false);
        Written += rows;
        return rows;
    }

    private Task<object?> ReadAsync(
        string kind, string name, string? column, IReadOnlyList<string> key, string? condition, IStoredRow row, DbTransaction transaction) =>
        (Known(kind, name) ?? Make(
            kind,
            name,
            $"SELECT {Value(kind, column is null ? "*" : table.Column(column))} FROM {table.Name} WHERE {Where(key)}{(condition is null ? null : $" AND {condition}")}",
            key)).ReadAsync(row, transaction);

    private static string Value(string kind, string column) => kind == "find" ? column : $"{kind}({column})";

    private Statement? Known(string kind, string name = "") => _statements.GetValueOrDefault((kind, name));

    private Statement Make(string kind, string name, string sql, IReadOnlyList<string> properties, string? expected = null) =>
        _statements[(kind, name)] = new Statement(connection.CreateCommand(), sql, properties, expected, table);

    private string Assign(IEnumerable<string> properties) => string.Join(", ", properties.Select(p => $"{table.Column(p)} = {table.Marker(p)}"));

    private string Where(IEnumerable<string> properties) => string.Join(" AND ", properties.Select(p => $"{table.Column(p)} = {table.Marker(p)}"));

    private string Condition(RowCondition condition)
    {
        string expected = condition.ExpectedProperty is { } name ? $" AND {table.Column(name)} = {table.Marker(Statement.Expected)}" : string.Empty;
        return expected + string.Concat(condition.Guards.Select(g => $" AND {Guard(g.Property, g.Operator)}"));
    }

    private string Guard(string property, string comparison) => comparison == RowCondition.Kept
        ? $"({table.Column(property)} IS NULL OR {table.Column(property)} = {table.Marker(property)})"
        : $"{table.Column(property)} {comparison} {table.Marker(property)}";
}
