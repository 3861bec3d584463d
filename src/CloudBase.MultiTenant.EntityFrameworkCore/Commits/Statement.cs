using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>One parameterised command whose parameters are a row's properties.</summary>
internal sealed class Statement
{
    public const string Expected = "expected";

    private readonly IProperty[] _properties;
    private readonly bool _hasExpected;

    public Statement(DbCommand command, string sql, IProperty[] properties, IProperty? expected, ISqlGenerationHelper helper)
    {
        _properties = properties;
        _hasExpected = expected is not null;
        Command = command;
#pragma warning disable CA2100 // Made of the model's names; every value is a parameter.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (IProperty property in properties)
        {
            Add(property, helper.GenerateParameterName(property.Name), property.IsNullable);
        }

        if (expected is not null)
        {
            Add(expected, helper.GenerateParameterName(Expected), nullable: false);
        }
    }

    public DbCommand Command { get; }

    public Task<int> ExecuteAsync(object row, object? expected, DbTransaction transaction)
    {
        Bind(row, expected, transaction);
        return Command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public async Task<object?> ReadAsync(object row, DbTransaction transaction)
    {
        Bind(row, null, transaction);
        return await Command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private void Bind(object row, object? expected, DbTransaction transaction)
    {
        Command.Transaction = transaction;
        for (int i = 0; i < _properties.Length; i++)
        {
            Command.Parameters[i].Value = _properties[i].GetGetter().GetClrValue(row) ?? DBNull.Value;
        }

        if (_hasExpected)
        {
            Command.Parameters[_properties.Length].Value = expected;
        }
    }

    private void Add(IProperty property, string name, bool nullable) =>
        Command.Parameters.Add(property.GetRelationalTypeMapping().CreateParameter(Command, name, null, nullable));
}
