using CloudBase.MultiTenant.Sqlite;
using Microsoft.Data.Sqlite;

namespace CloudBase.MultiTenant.Storage.Tests.Sqlite;

/// <summary>What is taken for a file's path, and what for a connection string.</summary>
public sealed class SqliteFileTests
{
    [Theory]
    [InlineData("Data Source=tenants.db;Password=canary-4711")]
    [InlineData("Password=canary-4711;Data Source=tenants.db")]
    [InlineData(" foreign keys = True ; DataSource=tenants.db;Password=canary-4711")]
    [InlineData("Default Timeout=5;Filename=tenants.db;Password=canary-4711")]
    public void ConnectionString_WhateverItBeginsWith_IsNoFilesName(string text)
    {
        SqliteConnectionStringBuilder read = new(SqliteFile.ToConnectionString(text));

        (read.DataSource, read.Password).Should().Be((Path.GetFullPath("tenants.db"), "canary-4711"));
    }

    [Theory]
    [InlineData("tenants.db")]
    [InlineData("a=b.db")]
    [InlineData("=.db")]
    public void Path_IsAFilesName(string path) =>
        new SqliteConnectionStringBuilder(SqliteFile.ToConnectionString(path)).DataSource.Should().Be(Path.GetFullPath(path));

    [Theory]
    [InlineData("Password=canary-4711;Mode=Memory;Data Source=x", "Data Source=x;Mode=Memory")]
    [InlineData("Data Source=:memory:;Password=canary-4711", "Data Source=:memory:")]
    [InlineData("Password=canary-4711", "")]
    [InlineData(":memory:", ":memory:")]
    public void NoFile_IsRefusedWithTheWayOutAndWithoutItsPassword(string text, string shown)
    {
        Action read = () => SqliteFile.ToConnectionString(text);

        read.Should().Throw<ArgumentException>().Which.Message.Should().StartWith($"'{shown}' names no file").And.Contain("tenants.db").And.NotContain("canary");
    }
}
