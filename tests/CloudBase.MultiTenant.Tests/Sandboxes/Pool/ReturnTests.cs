using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>A tenant that comes back is served no worse than a new one.</summary>
public sealed class ReturnTests : IDisposable
{
    private readonly PoolWorld _world = new() { Options = { WarmTarget = 0, MaxTotal = 2, WaitForRoom = TimeSpan.FromMinutes(3) } };

    public void Dispose() => _world.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Return_ToAPoolAtItsCeiling_WaitsUntilSomethingIsReturned()
    {
        PoolHost host = _world.NewHost();
        (_, FakePoolSandbox paused, ISandboxLease held, Task<ISandboxLease> waiting) = await WaitingAsync(host);

        await PoolClock.FillAsync(_world, 20, host);
        waiting.IsCompleted.Should().BeFalse();
        await held.StopAsync(TestContext.Current.CancellationToken);
        await PoolClock.UntilDoneAsync(_world, waiting, TestContext.Current.CancellationToken, host);

        (await waiting).Sandbox.Should().Be(paused.Id);
        _world.Provider.Running.Should().HaveCountLessThanOrEqualTo(2);
    }

    [Fact(Timeout = 60_000)]
    public async Task Return_ToAPoolAtItsCeiling_HasWhatIsIdlePaused()
    {
        PoolHost host = _world.NewHost();
        (TenantId tenant, FakePoolSandbox paused) = await PoolHomes.PausedAsync(_world, host);
        ISandboxLease idle = await host.AcquireAsync(await _world.NewTenantAsync());
        await using ISandboxLease held = await host.AcquireAsync(await _world.NewTenantAsync());
        await idle.DisposeAsync();

        Task<ISandboxLease> waiting = host.AcquireAsync(tenant);
        await PoolClock.UntilDoneAsync(_world, waiting, TestContext.Current.CancellationToken, host);

        (await waiting).Sandbox.Should().Be(paused.Id);
        _world.Provider.Sandboxes[idle.Sandbox].State.Should().Be(SandboxState.Paused);
    }

    [Fact]
    public async Task Return_ToAPoolFullOfWarmOnes_TakesTheRoomOfOne()
    {
        PoolHost host = _world.NewHost();
        (TenantId tenant, FakePoolSandbox paused) = await PoolHomes.PausedAsync(_world, host);
        _world.Options.WarmTarget = 2;
        _world.Options.WaitForRoom = TimeSpan.Zero;
        await PoolClock.FillAsync(_world, 5, host);
        _world.Provider.Running.Should().HaveCount(2);

        await using ISandboxLease lease = await host.AcquireAsync(tenant);

        lease.Sandbox.Should().Be(paused.Id);
        _world.Provider.Running.Should().HaveCount(2, "one warm one gave way");
    }

    [Fact]
    public async Task Return_OfATenantThatMayRunNoMore_CostsNoWarmOne()
    {
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync(new TenantQuota { RunningSandboxes = 1 });
        ISandboxLease first = await host.AcquireAsync(tenant);
        await first.DisposeAsync();
        await PoolClock.PassIdleAsync(_world, host);
        await using ISandboxLease held = await host.Pool.AcquireAsync(tenant, SandboxRequest.FromPool("node") with { AllowRestore = false }, TestContext.Current.CancellationToken);
        _world.Options.WarmTarget = 1;
        _world.Options.WaitForRoom = TimeSpan.Zero;
        await PoolClock.FillAsync(_world, 5, host);
        FakePoolSandbox warm = _world.Provider.Running.Single(s => s.Id != held.Sandbox);

        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<CloudBaseException>();

        warm.State.Should().Be(SandboxState.Running);
    }

    [Fact]
    public async Task Return_ThatFindsNoRoomInTime_SaysWhenToAskAgain()
    {
        _world.Options.WaitForRoom = TimeSpan.Zero;
        PoolHost host = _world.NewHost();
        (TenantId tenant, FakePoolSandbox paused) = await PoolHomes.PausedAsync(_world, host);
        await using ISandboxLease one = await host.AcquireAsync(await _world.NewTenantAsync());
        await using ISandboxLease other = await host.AcquireAsync(await _world.NewTenantAsync());

        (await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<SandboxPoolExhaustedException>()).Which.RetryAfter.Should().BePositive();

        paused.State.Should().Be(SandboxState.Paused);
    }

    [Fact(Timeout = 60_000)]
    public async Task Return_OfATenantThatWasSuspendedWhileItWaited_GetsNothing()
    {
        PoolHost host = _world.NewHost();
        (TenantId tenant, FakePoolSandbox paused, ISandboxLease held, Task<ISandboxLease> waiting) = await WaitingAsync(host);
        Tenant stored = (await _world.Store.FindTenantAsync(PoolWorld.Account, tenant, EnvironmentName.Default, TestContext.Current.CancellationToken))!;
        await _world.Store.CommitAsync(Ports.ChangeSet.Of(new Ports.StoreChange.UpdateTenant(stored with { State = TenantState.Suspended })), TestContext.Current.CancellationToken);
        await host.TakeAsync(tenant, stop: false);

        await held.StopAsync(TestContext.Current.CancellationToken);
        await PoolClock.UntilDoneAsync(_world, waiting.ContinueWith(static _ => { }, TaskScheduler.Default), TestContext.Current.CancellationToken, host);

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<TenantStateException>();
        await PoolClock.FillAsync(_world, 5, host);
        paused.State.Should().Be(SandboxState.Paused);
        (await _world.RowsAsync()).Should().ContainSingle(r => r.Sandbox == paused.Id && r.State == Ports.SandboxMemberState.Paused);
    }

    [Fact(Timeout = 60_000)]
    public async Task Return_ToWhatWasRefusedToAnotherCallMeanwhile_GetsANewOne()
    {
        PoolHost host = _world.NewHost();
        (_, FakePoolSandbox paused, ISandboxLease held, Task<ISandboxLease> waiting) = await WaitingAsync(host);
        Ports.SandboxMember row = (await _world.RowsAsync()).Single(r => r.Sandbox == paused.Id);
        await _world.Store.CommitAsync(Ports.ChangeSet.Of(new Ports.StoreChange.UpdateSandboxMember(row.WithRefusal("its home is not what it was"))), TestContext.Current.CancellationToken);

        await held.StopAsync(TestContext.Current.CancellationToken);
        await PoolClock.UntilDoneAsync(_world, waiting, TestContext.Current.CancellationToken, host);

        (await waiting).Sandbox.Should().NotBe(paused.Id);
        paused.State.Should().Be(SandboxState.Paused);
    }

    [Fact]
    public async Task Return_OfATenantWithManySandboxes_GetsTheOneThatItUsedLast()
    {
        _world.Options.MaxTotal = 40;
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync();
        List<ISandboxLease> held = [];
        for (int i = 0; i < 20; i++)
        {
            held.Add(await host.Pool.AcquireAsync(tenant, SandboxRequest.FromPool("node") with { AllowRestore = false }, TestContext.Current.CancellationToken));
            _world.Time.Advance(TimeSpan.FromMilliseconds(10));
        }

        foreach (ISandboxLease lease in held)
        {
            await lease.DisposeAsync();
            await PoolClock.PassAsync(_world, host, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        }

        await PoolClock.PassIdleAsync(_world, host);
        _world.Provider.Running.Should().BeEmpty();

        await using ISandboxLease again = await host.AcquireAsync(tenant);

        again.Sandbox.Should().Be(held[^1].Sandbox, "it is the youngest of twenty, and was used last");
    }

    [Fact]
    public async Task Suspension_OfATenantWithManySandboxes_TakesAll()
    {
        _world.Options.MaxTotal = 2_000;
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync();
        for (int i = 0; i < 1_100; i++)
        {
            await host.Pool.AcquireAsync(tenant, SandboxRequest.FromPool("node") with { AllowRestore = false }, TestContext.Current.CancellationToken);
        }

        (await host.TakeAsync(tenant, stop: true)).Should().Be(1_100);

        _world.Provider.Living.Should().BeEmpty();
    }

    /// <summary>A tenant with a paused sandbox, whose call waits while two others hold all that the pool may run.</summary>
    private async Task<(TenantId Tenant, FakePoolSandbox Paused, ISandboxLease Held, Task<ISandboxLease> Waiting)> WaitingAsync(PoolHost host)
    {
        (TenantId tenant, FakePoolSandbox paused) = await PoolHomes.PausedAsync(_world, host);
        ISandboxLease held = await host.AcquireAsync(await _world.NewTenantAsync());
        await host.AcquireAsync(await _world.NewTenantAsync());
        Task<ISandboxLease> waiting = host.AcquireAsync(tenant);
        await PoolClock.FillAsync(_world, 5, host);
        waiting.IsCompleted.Should().BeFalse("the pool has no room");
        return (tenant, paused, held, waiting);
    }
}
