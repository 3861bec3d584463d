using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Stores;

namespace CloudBase.MultiTenant.Storage.Tests.Sqlite;

public sealed class SqliteStoreContractTests : MultiTenantStoreContract
{
    private readonly SqliteStores _stores = new();

    public override async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override ValueTask<IMultiTenantStore> CreateAsync() => ValueTask.FromResult(_stores.Open());

    // Another host: its own connections, its own writer, the same file.
    protected override ValueTask<IMultiTenantStore> ReopenAsync() => ValueTask.FromResult(_stores.Open());
}
