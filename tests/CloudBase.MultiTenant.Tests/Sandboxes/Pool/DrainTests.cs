using CloudBase.MultiTenant.HealthChecks;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>A pool that is drained: on all hosts, over restarts, without anything that is a tenant's being lost.</summary>
public sealed class DrainTests : IDisposable
{
    private readonly PoolWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Drain_StopsWhatIsWarm_AndEveryHostRefusesUntilItIsResumed()
    {
        PoolHost[] hosts = [_world.NewHost("host-a"), _world.NewHost("host-b")];
        TenantId tenant = await _world.NewTenantAsync();
        await PoolClock.FillAsync(_world, 4, hosts);

        SandboxPoolDrain drain = await hosts[0].Pool.DrainAsync("node");
        await PoolClock.FillAsync(_world, 8, hosts);

        drain.Should().Be(new SandboxPoolDrain(2, 0, 0, null));
        _world.Provider.Living.Should().BeEmpty();
        (await _world.RowsAsync()).Should().BeEmpty();
        PoolHost restarted = _world.NewHost("host-c");
        await PoolClock.FillAsync(_world, 4, restarted);
        foreach (PoolHost host in hosts.Append(restarted))
        {
            SandboxPoolStatus status = await host.Pool.GetStatusAsync("node");
            (status.IsDrained, status.Total).Should().Be((true, 0));
            (await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<SandboxPoolDrainedException>()).Which.Pool.Should().Be("node");
        }

        await hosts[1].Pool.ResumeAsync("node");
        await PoolClock.FillAsync(_world, 4, hosts);

        (await hosts[0].Pool.GetStatusAsync("node")).Should().Match<SandboxPoolStatus>(s => !s.IsDrained && s.Ready == 2);
        await using ISandboxLease lease = await hosts[0].AcquireAsync(tenant);
        lease.Arrival.Origin.Should().Be(SandboxOrigin.Warm);
    }

    [Fact]
    public async Task Drain_WhileAStartIsUnderWay_LeavesNothingWarm()
    {
        PoolHost host = _world.NewHost("host-a");
        TaskCompletionSource start = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Provider.Before = (action, _) => action == "start" ? start.Task : Task.CompletedTask;
        await host.Pools.All.Single().RunAsync(default);
        (await _world.RowsAsync()).Should().ContainSingle(r => r.State == SandboxMemberState.Creating);

        await _world.NewHost("host-b").Pool.DrainAsync("node");
        start.SetResult();
        await host.Pools.All.Single().WaitForStartsAsync();

        (await _world.RowsAsync()).Should().BeEmpty("the host that started it finds its row another's, and stops what it has made");
        _world.Provider.Living.Should().BeEmpty();
        _world.Provider.Sandboxes.Should().ContainSingle();
    }

    [Fact]
    public async Task Drain_LeavesALeaseToItsHolder_AndPausesTheSandboxWhenItIsReturned()
    {
        PoolHost host = _world.NewHost("host-a");
        PoolHost other = _world.NewHost("host-b");
        TenantId tenant = await _world.NewTenantAsync();
        ISandboxLease lease = await host.AcquireAsync(tenant);
        FakePoolSandbox sandbox = _world.Provider.Sandboxes[lease.Sandbox];

        (await other.Pool.DrainAsync("node")).Held.Should().Be(1);
        await PoolClock.PassAsync(_world, other, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(5));
        lease.LossReason.Should().BeNull();
        await lease.Files.WriteTextAsync("work", "done");
        await lease.DisposeAsync();
        await PoolClock.FillAsync(_world, 3, other);

        sandbox.State.Should().Be(SandboxState.Paused, "nobody waits for the idle time of a pool that is drained");
        sandbox[FakePoolSandbox.CredentialPath].Should().BeNull();
        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<SandboxPoolDrainedException>("its own is kept, and given back when the pool is resumed");
        await host.Pool.ResumeAsync("node");
        await using ISandboxLease again = await host.AcquireAsync(tenant);
        (again.Sandbox, again.Arrival.Level).Should().Be((lease.Sandbox, SandboxRestoreLevel.Memory));
        (await again.Files.ReadTextAsync("work")).Should().Be("done");
    }

    [Fact]
    public async Task Drain_WithATimeForLeases_EndsThemThenAndKeepsWhatTheyHeld()
    {
        PoolHost host = _world.NewHost("host-a");
        PoolHost other = _world.NewHost("host-b");
        ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync());
        FakePoolSandbox sandbox = _world.Provider.Sandboxes[lease.Sandbox];

        await other.Pool.DrainAsync("node");
        SandboxPoolDrain drain = await other.Pool.DrainAsync("node", TimeSpan.FromMinutes(5));

        drain.LeasesEndAt.Should().Be(_world.Time.GetUtcNow() + TimeSpan.FromMinutes(5), "the last call counts");
        await PoolClock.PassAsync(_world, other, TimeSpan.FromSeconds(295), TimeSpan.FromSeconds(5));
        lease.LossReason.Should().BeNull();
        await PoolClock.PassAsync(_world, other, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5));

        lease.LossReason.Should().Be(SandboxLossReason.PoolDrained);
        lease.Lost.IsCancellationRequested.Should().BeTrue();
        sandbox.State.Should().Be(SandboxState.Paused);
        sandbox[FakePoolSandbox.CredentialPath].Should().BeNull();
        (await host.Pool.GetStatusAsync("node")).Should().Match<SandboxPoolStatus>(s => s.Total == 0 && s.Paused == 1 && s.LeasesEndAt == drain.LeasesEndAt);
        await lease.DisposeAsync();
    }

    [Theory]
    [InlineData(null, SandboxState.Running)]
    [InlineData(5, SandboxState.Paused)]
    public async Task Drain_LeavesDeclaredWorkUntilItsEnd_OrUntilLeasesEnd(int? minutes, SandboxState state)
    {
        PoolHost host = _world.NewHost();
        ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync());
        lease.KeepActive(TimeSpan.FromHours(1));
        await lease.DisposeAsync();

        (await host.Pool.DrainAsync("node", minutes is { } m ? TimeSpan.FromMinutes(m) : null)).Should().Match<SandboxPoolDrain>(d => d.Held == 1 && d.Pausing == 0);
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(10));

        _world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(state);
        await PoolClock.PassAsync(_world, host, TimeSpan.FromHours(1));
        _world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(SandboxState.Paused);
    }

    [Fact(Timeout = 30_000)]
    public async Task Drain_EndsACallThatWaitsForRoom()
    {
        (_world.Options.WarmTarget, _world.Options.MaxTotal, _world.Options.WaitForRoom) = (0, 1, TimeSpan.FromMinutes(10));
        PoolHost host = _world.NewHost("host-a");
        await using ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync());
        Task<ISandboxLease> waiting = host.AcquireAsync(await _world.NewTenantAsync());
        await PoolClock.FillAsync(_world, 3, host);
        waiting.IsCompleted.Should().BeFalse();

        await _world.NewHost("host-b").Pool.DrainAsync("node");
        await PoolClock.UntilDoneAsync(_world, waiting, TestContext.Current.CancellationToken, host);

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<SandboxPoolDrainedException>();
    }

    [Fact(Timeout = 30_000)]
    public async Task Drain_EndsACallThatWaitsForItsOwnToBePaused()
    {
        _world.Options.WaitForRoom = TimeSpan.FromMinutes(10);
        PoolHost host = _world.NewHost("host-a");
        TenantId tenant = await _world.NewTenantAsync();
        ISandboxLease lease = await host.AcquireAsync(tenant);
        await lease.DisposeAsync();
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource pause = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Provider.Before = (action, _) =>
        {
            bool isFirstPause = action == "pause" && begun.TrySetResult();
            return isFirstPause ? pause.Task : Task.CompletedTask;
        };
        Task passing = PoolClock.PassIdleAsync(_world, host);
        await begun.Task;
        (await _world.RowsAsync()).Should().ContainSingle(r => r.Tenant != null && r.State == SandboxMemberState.Pausing);
        Task<ISandboxLease> waiting = host.AcquireAsync(tenant);
        waiting.IsCompleted.Should().BeFalse();

        await _world.NewHost("host-b").Pool.DrainAsync("node");
        pause.SetResult();
        await passing;
        await PoolClock.UntilDoneAsync(_world, waiting, TestContext.Current.CancellationToken, host);

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<SandboxPoolDrainedException>();
        _world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(SandboxState.Paused);
    }

    [Fact]
    public async Task Drain_RefusesBeforeACredentialIsAskedFor()
    {
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync();
        await host.Pool.DrainAsync("node");
        _world.Broker.Before = _ => throw new InvalidOperationException("a credential was asked for");

        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<SandboxPoolDrainedException>();
    }

    [Fact]
    public async Task Drain_IsHealthyAndSaid()
    {
        PoolHost host = _world.NewHost();
        await host.Pool.DrainAsync("node");
        SandboxPoolsHealthCheck check = new(
            host.Parts.Gate, host.Pools, host.Keeper, Microsoft.Extensions.Options.Options.Create(new CloudBaseHealthOptions()), _world.Clock);
        HealthCheckContext context = new() { Registration = new HealthCheckRegistration("pools", check, HealthStatus.Unhealthy, null) };
        await check.CheckHealthAsync(context);
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(10));

        HealthCheckResult result = await check.CheckHealthAsync(context);

        result.Status.Should().Be(HealthStatus.Healthy, "somebody wanted that");
        result.Description.Should().Contain("'node' is drained");
        result.Data.Should().Contain("node.drained", true).And.NotContainKey("node.shortForSeconds");
    }

    [Fact]
    public async Task Drain_OfAPoolThatIsNotThere_OrWithATimeThatIsOver_IsRefused()
    {
        PoolHost host = _world.NewHost();

        await FluentActions.Awaiting(() => host.Pool.DrainAsync("other")).Should().ThrowAsync<SandboxPoolNotFoundException>();
        await FluentActions.Awaiting(() => host.Pool.ResumeAsync("other")).Should().ThrowAsync<SandboxPoolNotFoundException>();
        foreach (TimeSpan time in new[] { TimeSpan.FromSeconds(-1), TimeSpan.FromDays(366), TimeSpan.MaxValue })
        {
            (await FluentActions.Awaiting(() => host.Pool.DrainAsync("node", time)).Should().ThrowAsync<ArgumentOutOfRangeException>())
                .Which.Message.Should().Contain("0 to 365 days").And.Contain(time.ToString());
        }

        (await host.Pool.GetStatusAsync("node")).IsDrained.Should().BeFalse();
    }
}
