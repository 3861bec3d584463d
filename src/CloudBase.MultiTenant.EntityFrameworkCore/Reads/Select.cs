using System.Data.Common;
using System.Globalization;
using System.Text;
using CloudBase.MultiTenant.EntityFrameworkCore.Statements;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>A SELECT of one table, clause by clause. No value is in its text but how many rows it takes, so that there are hardly more texts than kinds of reads.</summary>
internal sealed class Select(TableSql table, string beginning)
{
    private readonly StringBuilder _text = new(beginning, 1024);
    private readonly List<(IProperty Property, object Value)> _values = [];
    private bool _hasCondition;

    public string Text => _text.ToString();

    public Select Where(string property, object value) => Where(property, "=", value);

    public Select Where(string property, string comparison, object value) => Where($"{table.Column(property)} {comparison} {Marker(property, value)}");

    /// <summary>One value is compared: only then has an index its next columns in order.</summary>
    public Select WhereOneOf(string property, IReadOnlyList<string> values) => values is [string only] ? Where(property, only)
        : Where($"{table.Column(property)} IN ({string.Join(", ", values.Select(v => Marker(property, v)))})");

    public Select WhereNullOrBelow(string property, object value) =>
        Where($"({table.Column(property)} IS NULL OR {table.Column(property)} < {Marker(property, value)})");

    /// <summary>Begins after a row, in the order of properties that together are unique; an index finds the place by the first of them.</summary>
    public Select WhereAfter(params ReadOnlySpan<(string Property, object Value)> last)
    {
        Where(last[0].Property, ">=", last[0].Value);
        return Where(After(last));
    }

    public Select OrderBy(params ReadOnlySpan<string> properties) => Listed(" ORDER BY ", properties);

    public Select OrderByDescending(string property) => Append($" ORDER BY {table.Column(property)} DESC");

    public Select GroupBy(params ReadOnlySpan<string> properties) => Listed(" GROUP BY ", properties);

    /// <summary>Ends it after a number of rows; it must have an order. As a parameter the number would have SQLite plan a kept statement anew for each value.</summary>
    public Select Take(int max) => Append(table.Limit.Clause(max));

    /// <summary>Makes the command that <see cref="Bind"/> gives values, those of every SELECT with this text.</summary>
    public DbCommand CreateCommand(DbConnection connection)
    {
        DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of the model's names; every value is a parameter.
        command.CommandText = Text;
#pragma warning restore CA2100
        for (int i = 0; i < _values.Count; i++)
        {
            command.Parameters.Add(_values[i].Property.GetRelationalTypeMapping().CreateParameter(command, table.ParameterName(Name(i)), null, nullable: false));
        }

        return command;
    }

    public void Bind(DbCommand command)
    {
        for (int i = 0; i < _values.Count; i++)
        {
            command.Parameters[i].Value = _values[i].Value;
        }
    }

    private string After(ReadOnlySpan<(string Property, object Value)> last)
    {
        (string property, object value) = last[0];
        string column = table.Column(property);
        string beyond = $"{column} > {Marker(property, value)}";
        return last.Length == 1 ? beyond : $"({beyond} OR ({column} = {Marker(property, value)} AND {After(last[1..])}))";
    }

    private Select Where(string condition)
    {
        _text.Append(_hasCondition ? " AND " : " WHERE ").Append(condition);
        _hasCondition = true;
        return this;
    }

    private Select Listed(string clause, ReadOnlySpan<string> properties)
    {
        foreach (string property in properties)
        {
            _text.Append(clause).Append(table.Column(property));
            clause = ", ";
        }

        return this;
    }

    private Select Append(string clause)
    {
        _text.Append(clause);
        return this;
    }

    private string Marker(string property, object value)
    {
        _values.Add((table.Property(property), value));
        return table.Marker(Name(_values.Count - 1));
    }

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"p{index}");
}
