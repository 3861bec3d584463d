using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Stores;
using CloudBase.MultiTenant.TestKit.Sandboxes;
using CloudBase.MultiTenant.Tests.Credentials;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>How a sandbox comes: warm, cold, and the tenant's own.</summary>
public sealed class AcquireTests
{
    [Fact]
    public async Task Acquire_OfAFilledPool_GivesAWarmSandboxWithTheTenantsCredential()
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();
        TenantId tenant = await world.NewTenantAsync();
        await PoolClock.FillAsync(world, 3, host);

        await using ISandboxLease lease = await host.AcquireAsync(tenant);

        lease.Arrival.Origin.Should().Be(SandboxOrigin.Warm);
        FakePoolSandbox sandbox = world.Provider.Sandboxes[lease.Sandbox];
        sandbox[FakePoolSandbox.CredentialPath].Should().Be($"CLOUDBASE_ENV_ID=env-0001\nCLOUDBASE_API_KEY={world.Broker.SecretOf(tenant)}\n");
        sandbox.Start.Environment.Should().BeEmpty();
        sandbox.Start.Metadata.Should().ContainKeys("cloudbase-deployment", "cloudbase-account", "cloudbase-pool", "cloudbase-member").And.HaveCount(4);
        (await world.RowsAsync()).Should().ContainSingle(r => r.State == SandboxMemberState.Leased).Which.Tenant!.Tenant.Should().Be(tenant);
    }

    [Fact]
    public async Task Acquire_OfAnEmptyPool_StartsOneColdAndKeepsItForTheTenant()
    {
        using PoolWorld world = new();
        world.Options.WarmTarget = 0;
        PoolHost host = world.NewHost();
        TenantId tenant = await world.NewTenantAsync();

        ISandboxLease first = await host.AcquireAsync(tenant);
        await first.DisposeAsync();
        await using ISandboxLease second = await host.AcquireAsync(tenant);

        first.Arrival.Origin.Should().Be(SandboxOrigin.Cold);
        second.Arrival.Should().Match<SandboxArrival>(a => a.Origin == SandboxOrigin.Restored && a.Level == SandboxRestoreLevel.Running);
        second.Sandbox.Should().Be(first.Sandbox);
        second.Incarnation.Should().Be(first.Incarnation + 1);
        world.Provider.Living.Should().ContainSingle();
    }

    [Fact]
    public async Task Acquire_OfAStoreThatDoesNotLookForSandboxes_StillGivesTheTenantItsOwn()
    {
        CountingStore store = new(new InMemoryMultiTenantStore());
        using PoolWorld world = new(store: store);
        PoolHost host = world.NewHost();
        TenantId tenant = await world.NewTenantAsync();
        ISandboxLease first = await host.AcquireAsync(tenant);
        await first.DisposeAsync();

        await using ISandboxLease second = await host.AcquireAsync(tenant);

        second.Sandbox.Should().Be(first.Sandbox);
    }

    [Fact]
    public async Task Acquire_AfterAPauseWithMemory_RestoresFilesAndLetsProcessesGoOn()
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();
        TenantId tenant = await world.NewTenantAsync();
        ISandboxLease first = await host.AcquireAsync(tenant);
        FakePoolSandbox sandbox = world.Provider.Sandboxes[first.Sandbox];
        sandbox["app/index.js"] = "hello";
        await first.DisposeAsync();

        await PoolClock.PassIdleAsync(world, host);

        sandbox.State.Should().Be(SandboxState.Paused);
        sandbox.IsStill.Should().BeTrue();
        sandbox[FakePoolSandbox.CredentialPath].Should().BeNull();
        await using ISandboxLease second = await host.AcquireAsync(tenant);
        second.Arrival.Level.Should().Be(SandboxRestoreLevel.Memory);
        second.Sandbox.Should().Be(first.Sandbox);
        sandbox["app/index.js"].Should().Be("hello");
        sandbox.IsStill.Should().BeFalse();
        sandbox[FakePoolSandbox.CredentialPath].Should().Contain(world.Broker.SecretOf(tenant));
    }
}
