using CloudBase.MultiTenant.HealthChecks;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;
using CloudBase.MultiTenant.Tests.Sandboxes.Pool;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CloudBase.MultiTenant.Tests.HealthChecks;

/// <summary>What the checks of the sandbox pools complain of, and that they neither throw nor ask a provider.</summary>
public sealed class SandboxPoolHealthCheckTests : IDisposable
{
    private readonly PoolWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Pool_WithItsTarget_IsHealthyWithItsFiguresAndAsksNoProvider()
    {
        PoolHost host = _world.NewHost();
        await PoolClock.FillAsync(_world, 4, host);
        await using ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync());
        await PoolClock.FillAsync(_world, 4, host);
        int calls = 0;
        _world.Provider.Before = (_, _) =>
        {
            calls++;
            return Task.CompletedTask;
        };

        HealthCheckResult result = await CheckAsync(CheckOf(host));

        result.Status.Should().Be(HealthStatus.Healthy, result.Description);
        result.Data.Should().Contain("node.target", 2).And.Contain("node.ceiling", 10).And.Contain("node.ready", 2).And.Contain("node.leased", 1).And.Contain("node.breakerOpen", false)
            .And.NotContainKey("node.shortForSeconds");
        calls.Should().Be(0);
    }

    [Fact]
    public async Task Pool_ShortForLong_IsDegradedAndSaysForHowLong()
    {
        PoolHost host = _world.NewHost();
        _world.Provider.Before = (action, _) => action == "start" ? throw new CloudThrottledException("slower", FakePoolProvider.Details("Throttled", CloudEffect.None, isTransient: true)) : Task.CompletedTask;
        SandboxPoolsHealthCheck check = CheckOf(host);
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(4));
        HealthCheckResult before = await CheckAsync(check);

        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(2));
        HealthCheckResult after = await CheckAsync(check);

        before.Status.Should().Be(HealthStatus.Healthy, "a pool that is used is short now and then");
        before.Data.Should().ContainKey("node.shortForSeconds");
        after.Status.Should().Be(HealthStatus.Degraded, "a tenant gets one that is started for it");
        after.Description.Should().Contain("0 of 2 warm sandboxes");
        _world.Provider.Before = (_, _) => Task.CompletedTask;
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(1));
        (await CheckAsync(check)).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Pool_WhoseTemplateFails_IsDegradedWhileSomethingIsWarmAndThenUnhealthy()
    {
        PoolHost host = _world.NewHost();
        await PoolClock.FillAsync(_world, 4, host);
        SandboxPoolsHealthCheck check = CheckOf(host);
        _world.Provider.Before = (action, _) => action == "start" ? throw new CloudCallException("bad template", FakePoolProvider.Details("Bad", CloudEffect.None)) : Task.CompletedTask;
        await using ISandboxLease first = await host.AcquireAsync(await _world.NewTenantAsync());
        await PoolClock.FillAsync(_world, 20, host);
        HealthCheckResult degraded = await CheckAsync(check);
        await using ISandboxLease second = await host.AcquireAsync(await _world.NewTenantAsync());
        await PoolClock.FillAsync(_world, 20, host);

        HealthCheckResult unhealthy = await CheckAsync(check);

        degraded.Status.Should().Be(HealthStatus.Degraded);
        degraded.Data.Should().Contain("node.breakerOpen", true).And.Contain("node.ready", 1);
        unhealthy.Status.Should().Be(HealthStatus.Unhealthy);
        unhealthy.Description.Should().Contain("1610");
        (await CheckAsync(CheckOf(_world.NewHost("host-b")))).Status.Should().Be(HealthStatus.Unhealthy, "a host that started nothing sees it too");
    }

    [Fact]
    public async Task Pool_AtItsCeilingWithEverythingHeld_IsUnhealthyUntilOneIsReturned()
    {
        _world.Options.MaxTotal = 2;
        PoolHost host = _world.NewHost();
        ISandboxLease first = await host.AcquireAsync(await _world.NewTenantAsync());
        await using ISandboxLease second = await host.AcquireAsync(await _world.NewTenantAsync());
        SandboxPoolsHealthCheck check = CheckOf(host);
        HealthCheckResult full = await CheckAsync(check);

        await first.DisposeAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(20));
        HealthCheckResult room = await CheckAsync(check);

        full.Status.Should().Be(HealthStatus.Unhealthy);
        full.Description.Should().Contain("at its ceiling of 2");
        room.Status.Should().Be(HealthStatus.Healthy, room.Description);
    }

    [Fact]
    public async Task Pool_OfAnOlderVersion_DoesNotCountAsWarm()
    {
        await PoolClock.FillAsync(_world, 4, _world.NewHost("host-a"));
        _world.Options = new SandboxPoolOptions { Base = "base", Version = "2", WarmTarget = 2, RefillPerSecond = 1000 };
        PoolHost next = _world.NewHost("host-b");
        _world.Provider.Before = (action, _) => action == "start" ? throw new CloudThrottledException("slower", FakePoolProvider.Details("Throttled", CloudEffect.None, isTransient: true)) : Task.CompletedTask;
        await next.RunAsync();

        HealthCheckResult result = await CheckAsync(CheckOf(next));

        result.Data.Should().Contain("node.ready", 0).And.Contain("node.stopping", 2).And.ContainKey("node.shortForSeconds");
    }

    [Fact]
    public async Task Store_Away_IsDegradedWithoutAnException()
    {
        bool isAway = true;
        PoolHost host = _world.NewHost("host-b", Intercepted<IMultiTenantStore>.Wrap(_world.Store, (method, _) =>
            isAway && method == nameof(IMultiTenantStore.CountSandboxMembersAsync) ? throw new StoreUnavailableException("the disk is gone") : null));
        SandboxPoolsHealthCheck check = CheckOf(host);

        HealthCheckResult result = await CheckAsync(check);

        result.Status.Should().Be(HealthStatus.Degraded);
        result.Description.Should().Contain("the disk is gone");
        isAway = false;
        _world.Time.Advance(TimeSpan.FromSeconds(20));
        (await CheckAsync(check)).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Host_WithoutAPool_SaysNothingOfAStoreThatIsAway_AndNamesWhatNobodyKeeps()
    {
        bool isAway = false;
        await PoolClock.FillAsync(_world, 3, _world.NewHost("host-a"));
        PoolHost other = _world.NewHost("host-b", Intercepted<IMultiTenantStore>.Wrap(_world.Store, (_, _) => isAway ? throw new StoreUnavailableException("the disk is gone") : null));
        SandboxPools none = new([], null!, other.Parts);
        SandboxPoolsHealthCheck check = new(other.Parts.Gate, none, new SandboxPoolKeeper(none, other.Parts), Microsoft.Extensions.Options.Options.Create(new CloudBaseHealthOptions()), _world.Time);

        (await CheckAsync(check)).Status.Should().Be(HealthStatus.Healthy);
        _world.Time.Advance(TimeSpan.FromHours(1));
        (await CheckAsync(check)).Should().Match<HealthCheckResult>(r => r.Status == HealthStatus.Degraded && r.Description!.Contains("'node' has 2 sandboxes"));
        isAway = true;
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        (await CheckAsync(check)).Status.Should().Be(HealthStatus.Healthy, "it has no pool to be in want of");
    }

    [Fact(Timeout = 30_000)]
    public async Task Store_ThatNeverAnswers_IsGivenUpAfterTheTimeout()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        PoolHost host = _world.NewHost("host-b", Intercepted<IMultiTenantStore>.Wrap(_world.Store, (method, _) =>
        {
            if (method != nameof(IMultiTenantStore.CountSandboxMembersAsync))
            {
                return null;
            }

            asked.TrySetResult();
            return new ValueTask<IReadOnlyList<SandboxMemberCount>>(new TaskCompletionSource<IReadOnlyList<SandboxMemberCount>>().Task);
        }));

        Task<HealthCheckResult> checking = CheckAsync(CheckOf(host));
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        _world.Time.Advance(TimeSpan.FromSeconds(5));

        (await checking).Description.Should().Contain("did not answer in time");
    }

    [Fact(Timeout = 30_000)]
    public async Task Keeper_ThatDied_IsNotLive()
    {
        PoolHost host = _world.NewHost("host-b", Intercepted<IMultiTenantStore>.Wrap(_world.Store, (method, _) =>
            method == nameof(IMultiTenantStore.OpenAsync) ? throw new StoreSchemaException("too new", 9, 1) : null));
        PoolKeeperHealthCheck check = new(host.Keeper);
        (await CheckAsync(check)).Status.Should().Be(HealthStatus.Healthy, "it was not started");

        await host.Keeper.StartAsync(default);
        while (!host.Keeper.HasDied)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        (await CheckAsync(check)).Status.Should().Be(HealthStatus.Unhealthy);
        await host.Keeper.StopAsync(default);
        (await CheckAsync(check)).Status.Should().Be(HealthStatus.Healthy, "it was stopped");
    }

    private SandboxPoolsHealthCheck CheckOf(PoolHost host) =>
        new(host.Parts.Gate, host.Pools, host.Keeper, Microsoft.Extensions.Options.Options.Create(new CloudBaseHealthOptions()), _world.Time);

    private static Task<HealthCheckResult> CheckAsync(IHealthCheck check) =>
        check.CheckHealthAsync(new HealthCheckContext { Registration = new HealthCheckRegistration("pools", check, HealthStatus.Unhealthy, null) });
}
