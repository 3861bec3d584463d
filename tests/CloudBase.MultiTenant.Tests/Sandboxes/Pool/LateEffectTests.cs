using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>Calls whose answer nobody had, and that have their effect when nobody waits for it any more: nothing runs uncounted or unwatched, and nobody holds what stands still without being told.</summary>
public sealed class LateEffectTests
{
    [Fact]
    public async Task Resume_ThatMayStillCome_KeepsItsPlaceUntilItCannot()
    {
        using PoolWorld world = new() { Options = { WarmTarget = 0, MaxTotal = 1 } };
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox paused) = await PoolHomes.PausedAsync(world, host);
        TenantId other = await world.NewTenantAsync();
        await LoseResumeAsync(world, host, tenant);

        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(1));
        await FluentActions.Awaiting(() => host.AcquireAsync(other)).Should().ThrowAsync<SandboxPoolExhaustedException>("the resume may still run it");
        paused.State = SandboxState.Running;
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(5));

        paused.State.Should().Be(SandboxState.Paused, "what came late is paused again");
        await using ISandboxLease lease = await host.AcquireAsync(other);
        lease.Sandbox.Should().NotBe(paused.Id);
    }

    [Fact]
    public async Task Resume_OfAHostThatDiedOverIt_KeepsItsPlaceUntilItCannotCome()
    {
        using PoolWorld world = new() { Options = { WarmTarget = 0, MaxTotal = 1 } };
        CrashGate gate = new();
        PoolHost doomed = world.NewHost("host-a", Gated<IMultiTenantStore>.Wrap(world.Store, gate), new HostClock(world.Clock, gate, TimeSpan.Zero)), next = world.NewHost("host-b");
        (TenantId tenant, FakePoolSandbox paused) = await PoolHomes.PausedAsync(world, next);
        TenantId other = await world.NewTenantAsync();
        world.Provider.Before = (action, _) =>
        {
            if (action == "resume")
            {
                gate.Crash();
                return new TaskCompletionSource().Task;
            }

            return Task.CompletedTask;
        };
        _ = doomed.AcquireAsync(tenant);
        await gate.Crashed;

        await PoolClock.PassAsync(world, next, TimeSpan.FromMinutes(3));
        await FluentActions.Awaiting(() => next.AcquireAsync(other)).Should().ThrowAsync<SandboxPoolExhaustedException>("what the dead host has sent may still run it");
        paused.State = SandboxState.Running;
        await PoolClock.PassAsync(world, next, TimeSpan.FromMinutes(5));

        paused.State.Should().Be(SandboxState.Paused);
        await using ISandboxLease lease = await next.AcquireAsync(other);
        lease.Sandbox.Should().NotBe(paused.Id);
    }

    [Fact]
    public async Task Resume_ThatMayStillCome_PutsTheNextPauseOff()
    {
        using PoolWorld world = new() { Options = { WarmTarget = 0, IdleAfter = TimeSpan.FromSeconds(1), IdleGrace = TimeSpan.Zero } };
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox sandbox) = await PoolHomes.PausedAsync(world, host);
        await LoseResumeAsync(world, host, tenant);
        await (await host.AcquireAsync(tenant)).DisposeAsync();

        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(2));
        sandbox.State.Should().Be(SandboxState.Running, "a resume that came after the pause would run it, and no row would count it");
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(5));

        sandbox.State.Should().Be(SandboxState.Paused);
        await using ISandboxLease lease = await host.AcquireAsync(tenant);
        lease.Arrival.Level.Should().Be(SandboxRestoreLevel.Memory);
    }

    [Fact]
    public async Task Resume_ThatMayStillCome_PutsTheStartOfASnapshotOff()
    {
        using PoolWorld world = new() { Options = { WarmTarget = 0, SnapshotOnPause = true } };
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox damaged) = await PoolHomes.PausedAsync(world, host);
        await LoseResumeAsync(world, host, tenant);
        damaged["app/index.js"] = "damaged";
        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<SandboxUnavailableException>("both might run");
        world.Provider.Sandboxes.Should().ContainSingle();

        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(12));

        await using ISandboxLease lease = await host.AcquireAsync(tenant);
        lease.Arrival.Level.Should().Be(SandboxRestoreLevel.Snapshot);
        world.Provider.Sandboxes[lease.Sandbox]["app/index.js"].Should().Be("hello");
    }

    [Fact]
    public async Task Resume_ThatWasAnswered_PutsNothingOff()
    {
        using PoolWorld world = new() { Options = { WarmTarget = 0, IdleAfter = TimeSpan.FromSeconds(1), IdleGrace = TimeSpan.Zero } };
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox sandbox) = await PoolHomes.PausedAsync(world, host);
        await (await host.AcquireAsync(tenant)).DisposeAsync();

        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(1));

        sandbox.State.Should().Be(SandboxState.Paused);
    }

    [Fact]
    public async Task Paused_ThatRunsThoughNobodyResumedIt_IsPausedAgainAtTheSecondSightingAsItWas()
    {
        using PoolWorld world = new() { Options = { WarmTarget = 0 } };
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox sandbox) = await PoolHomes.PausedAsync(world, host);
        WakeUp(world, sandbox);
        sandbox["app/index.js"] = "changed while nobody watched";

        foreach (string other in (string[])["host-b", "host-c"])
        {
            await world.NewHost(other).RunAsync();
        }

        (await world.RowsAsync()).Should().ContainSingle().Which.State.Should().Be(SandboxMemberState.Paused, "a list may lag, and two hosts that look one after the other see the same");
        await PoolClock.PassAsync(world, host, world.Options.OrphanInterval + TimeSpan.FromMinutes(1));

        sandbox.State.Should().Be(SandboxState.Paused);
        await using ISandboxLease lease = await host.AcquireAsync(tenant);
        lease.Arrival.Refused.Should().Contain(r => r.StartsWith("memory: its home is not what it was", StringComparison.Ordinal), "what it held was not recorded anew");
    }

    [Fact]
    public async Task Paused_ThatRunsWhileThePoolIsFull_WaitsForRoomAndIsNotCountedAboveTheCeiling()
    {
        using PoolWorld world = new() { Options = { WarmTarget = 0, MaxTotal = 1 } };
        PoolHost host = world.NewHost();
        (_, FakePoolSandbox sandbox) = await PoolHomes.PausedAsync(world, host);
        ISandboxLease full = await host.AcquireAsync(await world.NewTenantAsync());
        WakeUp(world, sandbox);

        await PoolClock.PassAsync(world, host, world.Options.OrphanInterval * 3, TimeSpan.FromSeconds(10));
        (await host.Pool.GetStatusAsync("node")).Total.Should().Be(1);
        sandbox.State.Should().Be(SandboxState.Running, "it has no place to be counted in");
        await full.StopAsync();
        await PoolClock.PassAsync(world, host, world.Options.OrphanInterval * 2, TimeSpan.FromSeconds(10));

        sandbox.State.Should().Be(SandboxState.Paused);
    }

    [Fact]
    public async Task Pause_ThatComesWhenItIsHeldAgain_EndsTheLeaseWithoutACallIntoIt()
    {
        using PoolWorld world = new() { Options = { WarmTarget = 0 } };
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox sandbox) = await PoolHomes.PausedAsync(world, host);
        ISandboxLease held = await host.AcquireAsync(tenant);
        sandbox.State = SandboxState.Paused;

        await PoolClock.PassAsync(world, host, world.Options.CheckInterval + world.Options.LeaseRenewal, world.Options.LeaseRenewal / 2);

        held.LossReason.Should().Be(SandboxLossReason.SandboxPaused);
        await using ISandboxLease again = await host.AcquireAsync(tenant);
        again.Sandbox.Should().Be(sandbox.Id);
        sandbox["app/index.js"].Should().Be("hello");
    }

    [Fact]
    public async Task Pause_ThatComesWhenItIsHeldAgain_IsToldToWhoUsesIt()
    {
        using PoolWorld world = new() { Options = { WarmTarget = 0 } };
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox sandbox) = await PoolHomes.PausedAsync(world, host);
        ISandboxLease held = await host.AcquireAsync(tenant);
        sandbox.State = SandboxState.Paused;

        await FluentActions.Awaiting(() => held.Commands.RunAsync("true")).Should().ThrowAsync<SandboxPausedException>();

        held.LossReason.Should().Be(SandboxLossReason.SandboxPaused);
        (await world.RowsAsync()).Should().ContainSingle().Which.State.Should().Be(SandboxMemberState.Marked, "it is its tenant's, and nobody's work goes on in it");
    }

    [Fact]
    public async Task Pause_ThatComesWhenNobodyHoldsIt_IsResumedForItsTenant()
    {
        using PoolWorld world = new() { Options = { WarmTarget = 1 } };
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox sandbox) = await PoolHomes.PausedAsync(world, host);
        await (await host.AcquireAsync(tenant)).DisposeAsync();
        sandbox.State = SandboxState.Paused;

        await using ISandboxLease lease = await host.AcquireAsync(tenant);

        lease.Sandbox.Should().Be(sandbox.Id, "another has not its files");
        sandbox.State.Should().Be(SandboxState.Running);
    }

    // It had no effect yet, and nobody knows whether it will have one.
    private static async Task LoseResumeAsync(PoolWorld world, PoolHost host, TenantId tenant)
    {
        world.Provider.Before = (action, _) => action == "resume"
            ? throw new CloudUnavailableException("no answer", FakePoolProvider.Details("NoAnswer", CloudEffect.Unknown, isTransient: true))
            : Task.CompletedTask;
        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<CloudUnavailableException>();
        world.Provider.Before = (_, _) => Task.CompletedTask;
    }

    private static void WakeUp(PoolWorld world, FakePoolSandbox sandbox)
    {
        sandbox.State = SandboxState.Running;
        sandbox.EndsAt = world.Time.GetUtcNow() + TimeSpan.FromDays(1);
    }
}
