using CloudBase.MultiTenant.Sqlite.CompiledModel;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CloudBase.MultiTenant.Sqlite;

/// <summary>What is configured for a SQLite file.</summary>
internal static class SqliteFile
{
    /// <summary>Where EF Core notes which migrations were applied.</summary>
    public const string HistoryTable = "CloudBaseMigrations";

    public static string ToConnectionString(string pathOrConnectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pathOrConnectionString);
        var builder = new SqliteConnectionStringBuilder();
        bool isConnectionString = IsConnectionString(pathOrConnectionString);
        if (isConnectionString)
        {
            builder.ConnectionString = pathOrConnectionString;
        }
        else
        {
            builder.DataSource = pathOrConnectionString;
        }

        if (builder.DataSource.Length == 0 || builder.DataSource.Contains(":memory:", StringComparison.OrdinalIgnoreCase) || builder.Mode == SqliteOpenMode.Memory)
        {
            builder.Remove(nameof(builder.Password));
            throw new ArgumentException(
                $"'{(isConnectionString ? builder.ConnectionString : pathOrConnectionString)}' names no file: give a path such as 'tenants.db', or call UseInMemoryStore() for a store that is lost with the process.",
                nameof(pathOrConnectionString));
        }

        if (!builder.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            builder.DataSource = Path.GetFullPath(builder.DataSource);
        }

        return builder.ConnectionString;
    }

    /// <summary>With the compiled model, which no start has to build.</summary>
    public static void Configure(DbContextOptionsBuilder database, string connectionString) =>
        ConfigureWithoutModel(database, connectionString).UseModel(MultiTenantDbContextModel.Instance);

    /// <summary>For tools and tests that compare or make the compiled model.</summary>
    public static DbContextOptionsBuilder ConfigureWithoutModel(DbContextOptionsBuilder database, string connectionString) => database
        .UseSqlite(connectionString, sqlite => sqlite
            .MigrationsAssembly(typeof(SqliteFile).Assembly.GetName().Name)
            .MigrationsHistoryTable(HistoryTable))
        .AddInterceptors(SqlitePragmas.Instance);

    private static bool IsConnectionString(string text)
    {
        // Whatever word it begins with: a file named by a connection string would have its password in its name.
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && new SqliteConnectionStringBuilder().ContainsKey(text[..equals].Trim());
    }
}
