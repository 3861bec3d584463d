using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>The ladder: memory, disk, the tenant's snapshot, a new one; never damage in silence.</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task Restore_OfAHomeThatWasChangedMeanwhile_IsRefusedAndSaysSo()
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox paused) = await PoolHomes.PausedAsync(world, host);
        paused["app/index.js"] = "damaged";

        await using ISandboxLease lease = await host.AcquireAsync(tenant);

        lease.Sandbox.Should().NotBe(paused.Id);
        lease.Arrival.Level.Should().Be(SandboxRestoreLevel.None);
        lease.Arrival.Refused.Should().Contain(r => r.StartsWith("memory: its home is not what it was", StringComparison.Ordinal));
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(2));
        paused.State.Should().Be(SandboxState.Paused, "damaged is kept for a person to look at");
    }

    [Fact]
    public async Task Restore_OfAPauseThatCannotBeResumed_StartsTheTenantsSnapshot()
    {
        using PoolWorld world = new();
        world.Options.SnapshotOnPause = true;
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox paused) = await PoolHomes.PausedAsync(world, host);
        paused.State = SandboxState.Failed;

        await using ISandboxLease lease = await host.AcquireAsync(tenant);

        lease.Arrival.Level.Should().Be(SandboxRestoreLevel.Snapshot);
        world.Provider.Sandboxes[lease.Sandbox]["app/index.js"].Should().Be("hello");
        world.Provider.Sandboxes[lease.Sandbox].CredentialsSeen.Should().ContainSingle();
    }

    [Fact]
    public async Task Restore_WhileTheProviderDoesNotAnswer_GivesNothingUp()
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox paused) = await PoolHomes.PausedAsync(world, host);
        world.Provider.Before = (action, _) => action == "resume" ? throw new CloudUnavailableException("500", FakePoolProvider.Details("500", CloudEffect.Unknown, isTransient: true)) : Task.CompletedTask;
        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<CloudUnavailableException>();
        world.Provider.Before = (_, _) => Task.CompletedTask;

        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(1));

        await using ISandboxLease lease = await host.AcquireAsync(tenant);
        lease.Sandbox.Should().Be(paused.Id);
        lease.Arrival.Level.Should().Be(SandboxRestoreLevel.Memory);
    }

    /// <summary>The pool's own time is over: nobody has cancelled, so that the error is one that a caller can act on.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restore_WhoseProviderNeverAnswers_EndsTypedAndKeepsIt(bool isPaused)
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();
        TenantId tenant = await world.NewTenantAsync();
        ISandboxLease first = await host.AcquireAsync(tenant);
        await first.DisposeAsync();
        if (isPaused)
        {
            await PoolClock.PassIdleAsync(world, host);
        }

        world.Provider.Sandboxes[first.Sandbox].State.Should().Be(isPaused ? SandboxState.Paused : SandboxState.Running);
        TaskCompletionSource silence = new();
        world.Provider.Before = (_, id) =>
        {
            if (id != first.Sandbox)
            {
                return Task.CompletedTask;
            }

            world.Time.Advance(world.Options.CallTimeout);
            return silence.Task;
        };

        SandboxUnavailableException late = (await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<SandboxUnavailableException>()).Which;

        (late.Sandbox, late.Effect).Should().Be((first.Sandbox, CloudEffect.Unknown));
        late.Message.Should().Contain("CallTimeout").And.Contain("'node'");
        world.Provider.Before = (_, _) => Task.CompletedTask;
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(5));
        await using ISandboxLease again = await host.AcquireAsync(tenant);
        again.Sandbox.Should().Be(first.Sandbox);
    }

    [Fact]
    public async Task End_OfWhatIsPausedWhoseStopFails_DoesNotCountAndIsNotGivenBack()
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox paused) = await PoolHomes.PausedAsync(world, host);
        world.Provider.Before = (action, _) => action == "stop" ? throw new CloudUnavailableException("500", FakePoolProvider.Details("500", CloudEffect.Unknown, isTransient: true)) : Task.CompletedTask;

        await host.TakeAsync(tenant, stop: true);

        (await world.RowsAsync()).Should().ContainSingle(r => r.Sandbox == paused.Id).Which.State.Should().Be(SandboxMemberState.Paused, "it does not run, and no ceiling was asked");
        await using ISandboxLease lease = await host.AcquireAsync(tenant);
        lease.Sandbox.Should().NotBe(paused.Id, "its end has begun");
        paused.State.Should().Be(SandboxState.Paused);

        world.Provider.Before = (_, _) => Task.CompletedTask;
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(10));

        (await world.RowsAsync()).Should().NotContain(r => r.Sandbox == paused.Id);
        world.Provider.Living.Should().NotContain(paused);
    }

    [Fact]
    public async Task Idle_WhereMemoryCannotBeKept_IsPausedWithItsDiskAndGivenBack()
    {
        using PoolWorld world = new();
        world.Provider.CannotFreeze = true;
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox paused) = await PoolHomes.PausedAsync(world, host);

        await using ISandboxLease lease = await host.AcquireAsync(tenant);

        paused.KeepsMemory.Should().BeFalse();
        lease.Sandbox.Should().Be(paused.Id);
        lease.Arrival.Level.Should().Be(SandboxRestoreLevel.Disk);
        paused.IsStill.Should().BeFalse("nothing stands still that nobody lets go on");
    }

    [Fact]
    public async Task Idle_UsedAgainInItsGrace_IsNotPaused()
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();
        TenantId tenant = await world.NewTenantAsync();
        ISandboxLease first = await host.AcquireAsync(tenant);
        await first.DisposeAsync();
        await PoolClock.PassAsync(world, host, world.Options.IdleAfter + TimeSpan.FromSeconds(20));
        (await world.RowsAsync()).Should().ContainSingle(r => r.State == SandboxMemberState.Marked);

        await using ISandboxLease second = await host.AcquireAsync(tenant);
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(5));

        second.Sandbox.Should().Be(first.Sandbox);
        world.Provider.Sandboxes[second.Sandbox].State.Should().Be(SandboxState.Running);
    }

    [Fact]
    public async Task Idle_WithDeclaredWork_RunsOnUntilItIsDone()
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();
        ISandboxLease lease = await host.AcquireAsync(await world.NewTenantAsync());
        lease.KeepActive(TimeSpan.FromHours(2));
        await lease.DisposeAsync();

        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(115), TimeSpan.FromMinutes(1));
        world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(SandboxState.Running);
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1));
        world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(SandboxState.Paused);
    }
}
