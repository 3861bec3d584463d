using System.Data;
using System.Reflection;
using CloudBase.MultiTenant.EntityFrameworkCore;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;

namespace CloudBase.MultiTenant.Storage.Tests.Sqlite;

/// <summary>Rows name their columns, give their values and are read by place: all three must be of one order, and of what EF Core's model has.</summary>
public sealed class StoredRowTests : IAsyncDisposable
{
    private readonly SqliteStores _stores = new();

    public static TheoryData<Type> Rows => [.. typeof(IStoredRow).Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(IStoredRow)))];

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [Fact]
    public void Rows_AreThoseOfTheModel()
    {
        using MultiTenantDbContext context = _stores.OpenContexts().CreateDbContext();

        Rows.Select(r => r.Data).Should().BeEquivalentTo(context.Model.GetEntityTypes().Select(t => t.ClrType));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Columns_AreThePropertiesOfTheModel(Type type)
    {
        using MultiTenantDbContext context = _stores.OpenContexts().CreateDbContext();

        Columns(type).Should().BeEquivalentTo(context.Model.FindEntityType(type)!.GetProperties().Select(p => p.Name)).And.OnlyHaveUniqueItems();
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Read_WhatARowGives_IsTheSameRow(Type type)
    {
        IReadOnlyList<string> columns = Columns(type);
        var row = (IStoredRow)Activator.CreateInstance(type)!;
        using var table = new DataTable();
        for (int i = 0; i < columns.Count; i++)
        {
            PropertyInfo property = type.GetProperty(columns[i])!;
            Type value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            property.SetValue(row, value == typeof(string) ? $"text {i}" : value == typeof(bool) ? true : Convert.ChangeType(100 + i, value, null));
            table.Columns.Add(columns[i], value);
            row.ValueOf(i).Should().Be(property.GetValue(row), $"{columns[i]} is at {i}");
        }

        table.Rows.Add([.. columns.Select((_, i) => row.ValueOf(i))]);
        using DataTableReader reader = table.CreateDataReader();
        reader.Read();

        Read(type, reader).Should().BeEquivalentTo(row, o => o.RespectingRuntimeTypes());
        row.Invoking(r => r.ValueOf(columns.Count)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Read_Nulls_AreNull(Type type)
    {
        using MultiTenantDbContext context = _stores.OpenContexts().CreateDbContext();
        IReadOnlyList<string> columns = Columns(type);
        var row = (IStoredRow)Activator.CreateInstance(type)!;
        using var table = new DataTable();
        foreach (string column in columns)
        {
            Type property = type.GetProperty(column)!.PropertyType;
            table.Columns.Add(column, Nullable.GetUnderlyingType(property) ?? property);
        }

        table.Rows.Add([.. columns.Select((_, i) => row.ValueOf(i) ?? DBNull.Value)]);
        using DataTableReader reader = table.CreateDataReader();
        reader.Read();

        Read(type, reader).Should().BeEquivalentTo(row, o => o.RespectingRuntimeTypes());
        context.Model.FindEntityType(type)!.GetProperties().Where(p => p.IsNullable && row.ValueOf(columns.ToList().IndexOf(p.Name)) is not null)
            .Should().BeEmpty("what may be null is null in a new row");
    }

    private static IReadOnlyList<string> Columns(Type type) => (IReadOnlyList<string>)type.GetProperty("Columns")!.GetValue(null)!;

    private static object Read(Type type, DataTableReader reader) => type.GetMethod("Read")!.Invoke(null, [reader])!;
}
