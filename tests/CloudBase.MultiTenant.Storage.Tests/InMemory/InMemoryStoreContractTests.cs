using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Stores;
using CloudBase.MultiTenant.TestKit.Stores;

namespace CloudBase.MultiTenant.Storage.Tests.InMemory;

public sealed class InMemoryStoreContractTests : MultiTenantStoreContract
{
    private readonly InMemoryMultiTenantStore _store = new();

    protected override ValueTask<IMultiTenantStore> CreateAsync() => ValueTask.FromResult<IMultiTenantStore>(_store);

    // Two hosts of one process share the instance.
    protected override ValueTask<IMultiTenantStore> ReopenAsync() => ValueTask.FromResult<IMultiTenantStore>(_store);
}
