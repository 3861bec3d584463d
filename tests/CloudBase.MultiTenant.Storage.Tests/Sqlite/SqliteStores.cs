using CloudBase.MultiTenant.EntityFrameworkCore;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Storage.Tests.Sqlite;

/// <summary>A directory of its own for SQLite files, and the stores opened on them; all gone afterwards.</summary>
public sealed class SqliteStores : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cbmt-store-").FullName;
    private readonly List<ServiceProvider> _hosts = [];

    public string File => Path.Combine(_directory, "tenants.db");

    public IMultiTenantStore Open(Action<EfCoreStoreOptions>? configure = null, string? file = null)
    {
        ServiceProvider host = new Builder().UseSqliteStore(file ?? File, configure).Services.BuildServiceProvider();
        _hosts.Add(host);
        return host.GetRequiredService<IMultiTenantStore>();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider host in _hosts)
        {
            await host.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    internal sealed class Builder : ICloudBaseMultiTenantBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();
    }
}
