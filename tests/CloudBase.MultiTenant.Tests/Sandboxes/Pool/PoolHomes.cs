using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>Tenants whose sandboxes have a file in their home.</summary>
internal static class PoolHomes
{
    /// <summary>The file that a tenant has written.</summary>
    public const string File = "app/index.js";

    /// <summary>A new tenant whose sandbox was used, and is paused.</summary>
    public static async Task<(TenantId Tenant, FakePoolSandbox Sandbox)> PausedAsync(PoolWorld world, PoolHost host)
    {
        TenantId tenant = await world.NewTenantAsync();
        FakePoolSandbox sandbox = await PausedAsync(world, host, tenant);
        sandbox.State.Should().Be(SandboxState.Paused);
        return (tenant, sandbox);
    }

    /// <summary>A sandbox of a tenant's that was used, and whose idle time is over.</summary>
    public static async Task<FakePoolSandbox> PausedAsync(PoolWorld world, PoolHost host, TenantId tenant)
    {
        ISandboxLease lease = await host.AcquireAsync(tenant);
        FakePoolSandbox sandbox = world.Provider.Sandboxes[lease.Sandbox];
        sandbox[File] = "hello";
        await lease.DisposeAsync();
        await PoolClock.PassIdleAsync(world, host);
        return sandbox;
    }
}
