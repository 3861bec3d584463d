using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>What suspending and removing a tenant does to its sandboxes.</summary>
public sealed class TenantSandboxesTests
{
    [Fact]
    public async Task Suspend_OfATenantWhoseSandboxIsHeldElsewhere_TakesItAndHasItPaused()
    {
        using PoolWorld world = new();
        PoolHost holder = world.NewHost("host-a");
        PoolHost other = world.NewHost("host-b");
        TenantId tenant = await world.NewTenantAsync();
        ISandboxLease lease = await holder.AcquireAsync(tenant);

        (await other.TakeAsync(tenant, stop: false)).Should().Be(1);
        await PoolClock.PassAsync(world, other, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5));

        lease.LossReason.Should().Be(SandboxLossReason.TakenOver);
        world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(SandboxState.Paused);
        world.Provider.Sandboxes[lease.Sandbox][FakePoolSandbox.CredentialPath].Should().BeNull();
    }

    [Fact]
    public async Task Removal_OfATenant_StopsWhatItHasAndNothingElse()
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();
        TenantId tenant = await world.NewTenantAsync();
        ISandboxLease gone = await host.AcquireAsync(tenant);
        await using ISandboxLease stays = await host.AcquireAsync(await world.NewTenantAsync());

        await host.TakeAsync(tenant, stop: true);

        world.Provider.Sandboxes[gone.Sandbox].IsAlive.Should().BeFalse();
        world.Provider.Sandboxes[stays.Sandbox].IsAlive.Should().BeTrue();
        (await world.RowsAsync()).Should().NotContain(r => r.Tenant != null && r.Tenant.Tenant == tenant);
    }
}
