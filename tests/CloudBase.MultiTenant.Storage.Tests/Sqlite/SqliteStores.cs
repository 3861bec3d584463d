using CloudBase.MultiTenant.EntityFrameworkCore;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Storage.Tests.Sqlite;

/// <summary>A directory of its own for SQLite files, and the stores opened on them; all gone afterwards.</summary>
public sealed class SqliteStores : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cbmt-store-").FullName;
    private readonly List<ServiceProvider> _hosts = [];

    public string File => Path.Combine(_directory, "tenants.db");

    /// <summary>Gets the file with more patience than a host has: SQLite lets no writer go first because it waits, and whoever writes without a pause on a slow disk keeps the others out for longer than 30 seconds.</summary>
    public string PatientConnection => $"Data Source={File};Default Timeout=300";

    public IMultiTenantStore Open(Action<EfCoreStoreOptions>? configure = null, string? file = null) =>
        Host(configure, file).GetRequiredService<IMultiTenantStore>();

    internal IDbContextFactory<MultiTenantDbContext> OpenContexts() => Host(null, null).GetRequiredService<IDbContextFactory<MultiTenantDbContext>>();

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider host in _hosts)
        {
            await host.DisposeAsync();
        }

        // The provider's pool keeps its connections until the process ends, and the runner fails one that takes eleven seconds to end.
        using var pooled = new SqliteConnection(SqliteFile.ToConnectionString(PatientConnection));
        SqliteConnection.ClearPool(pooled);
        Directory.Delete(_directory, recursive: true);
    }

    private ServiceProvider Host(Action<EfCoreStoreOptions>? configure, string? file)
    {
        ServiceProvider host = new Builder().UseSqliteStore(file ?? PatientConnection, configure).Services.BuildServiceProvider();
        _hosts.Add(host);
        return host;
    }

    internal sealed class Builder : ICloudBaseMultiTenantBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();
    }
}
