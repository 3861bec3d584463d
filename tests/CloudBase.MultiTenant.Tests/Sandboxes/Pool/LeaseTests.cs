using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>What a holder may rely on, and when it ends.</summary>
public sealed class LeaseTests
{
    [Fact]
    public async Task Lease_WhileHeld_RenewsItself()
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();
        await using ISandboxLease lease = await host.AcquireAsync(await world.NewTenantAsync());

        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(5));

        lease.Lost.IsCancellationRequested.Should().BeFalse();
        world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(SandboxState.Running);
    }

    [Fact]
    public async Task Lease_OfASandboxThatIsKilled_IsLostAndItsRowGoes()
    {
        using PoolWorld world = new();
        world.Options.WarmTarget = 0;
        PoolHost host = world.NewHost();
        ISandboxLease lease = await host.AcquireAsync(await world.NewTenantAsync());
        world.Provider.Sandboxes[lease.Sandbox].State = SandboxState.Stopped;

        await FluentActions.Awaiting(() => lease.Commands.RunAsync("true")).Should().ThrowAsync<SandboxLostException>();

        lease.LossReason.Should().Be(SandboxLossReason.SandboxGone);
        await FluentActions.Awaiting(() => lease.Commands.RunAsync("true")).Should().ThrowAsync<SandboxLeaseLostException>();
        (await world.RowsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Credential_ThatIsRenewed_IsWrittenWhileTheLeaseIsHeld()
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();
        TenantId tenant = await world.NewTenantAsync();
        await using ISandboxLease lease = await host.AcquireAsync(tenant);
        string before = world.Broker.SecretOf(tenant);
        world.Broker.Rotate();

        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));

        world.Provider.Sandboxes[lease.Sandbox][FakePoolSandbox.CredentialPath].Should().Contain(world.Broker.SecretOf(tenant)).And.NotContain(before);
    }

    [Fact]
    public async Task Lease_OfATenantThatIsNotActiveAnyMore_IsLostWithoutTheCredential()
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();
        TenantId tenant = await world.NewTenantAsync();
        ISandboxLease lease = await host.AcquireAsync(tenant);
        world.Broker.Before = t => throw new TenantStateException("suspended", t, TenantState.Suspended);

        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));

        lease.LossReason.Should().Be(SandboxLossReason.TenantNotActive);
        world.Provider.Sandboxes[lease.Sandbox][FakePoolSandbox.CredentialPath].Should().BeNull();
        world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(SandboxState.Paused);
    }

    [Fact]
    public async Task Lease_LongerThanAllowed_IsLostAndTheSandboxPaused()
    {
        using PoolWorld world = new();
        world.Options.MaxLife = TimeSpan.FromMinutes(10);
        PoolHost host = world.NewHost();
        ISandboxLease lease = await host.AcquireAsync(await world.NewTenantAsync());

        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(12), TimeSpan.FromSeconds(5));

        lease.LossReason.Should().Be(SandboxLossReason.LifetimeEnded);
        world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(SandboxState.Paused);
    }
}
