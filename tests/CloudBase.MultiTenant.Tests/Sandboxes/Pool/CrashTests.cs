using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>Hosts that die at the worst moment: their rows are there, and they are not.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task Host_ThatDiesBetweenClaimAndBinding_LeavesASandboxThatIsStoppedAndGoesToNobody()
    {
        using PoolWorld world = new();
        PoolHost dead = world.NewHost("host-a");
        TenantId tenant = await world.NewTenantAsync();
        await PoolClock.FillAsync(world, 4, dead);
        SandboxMember ready = (await world.RowsAsync()).First(r => r.State == SandboxMemberState.Ready);
        SandboxMember claimed = ready with
        {
            State = SandboxMemberState.Binding,
            Tenant = new TenantKey(PoolWorld.Account, tenant, EnvironmentName.Default, 1),
            Incarnation = 1,
            Owner = "host-a",
            LeaseExpiresAt = world.Time.GetUtcNow() + TimeSpan.FromMinutes(2),
            DueAt = world.Time.GetUtcNow() + TimeSpan.FromMinutes(2),
        };
        (await world.Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateSandboxMember(claimed)), default)).IsCommitted.Should().BeTrue();

        PoolHost alive = world.NewHost("host-b");
        await PoolClock.PassAsync(world, alive, TimeSpan.FromMinutes(4));

        world.Provider.Sandboxes[claimed.Sandbox!.Value].IsAlive.Should().BeFalse();
        (await world.RowsAsync()).Should().NotContain(r => r.Id == claimed.Id);
    }

    [Fact]
    public async Task Host_ThatDiesWhileItHoldsALease_LeavesItToTheTenantsNextCall()
    {
        using PoolWorld world = new();
        world.Options.WarmTarget = 0;
        PoolHost dead = world.NewHost("host-a");
        TenantId tenant = await world.NewTenantAsync();
        ISandboxLease held = await dead.AcquireAsync(tenant);
        world.Provider.Sandboxes[held.Sandbox]["work"] = "unsaved";
        SandboxMember row = (await world.RowsAsync()).Single();
        await world.Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateSandboxMember(row with { Owner = "host-that-died" })), default);

        PoolHost alive = world.NewHost("host-b");
        await PoolClock.PassAsync(world, alive, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));

        held.LossReason.Should().NotBeNull("the one who hangs is refused");
        world.Provider.Sandboxes[held.Sandbox][FakePoolSandbox.CredentialPath].Should().BeNull();
        await using ISandboxLease again = await alive.AcquireAsync(tenant);
        again.Sandbox.Should().Be(held.Sandbox);
        again.Incarnation.Should().BeGreaterThan(held.Incarnation);
        world.Provider.Sandboxes[again.Sandbox]["work"].Should().Be("unsaved");
        await FluentActions.Awaiting(() => held.Commands.RunAsync("true")).Should().ThrowAsync<SandboxLeaseLostException>();
    }

    [Fact]
    public async Task Start_WhoseReplyIsLost_IsStoppedAndItsPlaceGivenBack()
    {
        using PoolWorld world = new();
        world.Options.WarmTarget = 0;
        world.Options.MaxTotal = 1;
        PoolHost host = world.NewHost();
        TenantId tenant = await world.NewTenantAsync();
        world.Provider.After = (action, _) => action == "start" ? throw new CloudUnavailableException("no answer", FakePoolProvider.Details("NoAnswer", CloudEffect.Unknown, isTransient: true)) : Task.CompletedTask;
        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<CloudUnavailableException>();
        world.Provider.After = (_, _) => Task.CompletedTask;

        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(8));

        world.Provider.Living.Should().BeEmpty();
        (await world.RowsAsync()).Should().BeEmpty();
        (await host.AcquireAsync(tenant)).Arrival.Origin.Should().Be(SandboxOrigin.Cold);
    }
}
