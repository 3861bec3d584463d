using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.EntityFrameworkCore.Statements;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>One parameterised command whose parameters are a row's properties.</summary>
internal sealed class Statement
{
    public const string Expected = "expected";

    private readonly int[] _columns;
    private readonly DbParameter[] _parameters;

    public Statement(DbCommand command, string sql, IReadOnlyList<string> properties, string? expected, TableSql table)
    {
        Command = command;
        _columns = [.. properties.Select(table.IndexOf)];
#pragma warning disable CA2100 // Made of the model's names; every value is a parameter.
        command.CommandText = sql;
#pragma warning restore CA2100
        _parameters = [.. properties.Select(p => Add(table.Property(p), table.ParameterName(p), table.Property(p).IsNullable))];
        if (expected is not null)
        {
            _parameters = [.. _parameters, Add(table.Property(expected), table.ParameterName(Expected), nullable: false)];
        }
    }

    public DbCommand Command { get; }

    public Task<int> ExecuteAsync(IStoredRow row, object? expected, DbTransaction? transaction)
    {
        Bind(row, expected, transaction);
        return Command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public async Task<object?> ReadAsync(IStoredRow row, DbTransaction? transaction)
    {
        Bind(row, null, transaction);
        return await Command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false);
    }

    public async Task<TRow?> ReadRowAsync<TRow>(TRow row, DbTransaction? transaction)
        where TRow : class, IStoredRow<TRow>
    {
        Bind(row, null, transaction);
        DbDataReader reader = await Command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false) ? TRow.Read(reader) : null;
        }
    }

    /// <summary>Reads all columns of the one row that there is.</summary>
    public async Task<object[]> ReadValuesAsync(IStoredRow row, DbTransaction? transaction)
    {
        Bind(row, null, transaction);
        DbDataReader reader = await Command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            object[] values = new object[reader.FieldCount];
            await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            reader.GetValues(values);
            return values;
        }
    }

    private void Bind(IStoredRow row, object? expected, DbTransaction? transaction)
    {
        Command.Transaction = transaction;
        for (int i = 0; i < _columns.Length; i++)
        {
            _parameters[i].Value = row.ValueOf(_columns[i]) ?? DBNull.Value;
        }

        if (_parameters.Length > _columns.Length)
        {
            _parameters[^1].Value = expected;
        }
    }

    private DbParameter Add(IProperty property, string name, bool nullable)
    {
        DbParameter parameter = property.GetRelationalTypeMapping().CreateParameter(Command, name, null, nullable);
        Command.Parameters.Add(parameter);
        return parameter;
    }
}
