using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;
using CloudBase.MultiTenant.Tests.Credentials;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>What is refused to its tenant is kept, locks nobody out, and is given up by who consents to that.</summary>
public sealed class RefusedTests : IDisposable
{
    private readonly PoolWorld _world = new() { Options = { WarmTarget = 0 } };

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Refused_OfATenantThatMayHaveOne_DoesNotLockItOutAndIsKept(int warm)
    {
        _world.Options.WarmTarget = warm;
        PoolHost host = _world.NewHost();
        (TenantId tenant, FakePoolSandbox refused) = await RefusedAsync(host, new TenantQuota { TotalSandboxes = 1 });

        ISandboxLease lease = await host.AcquireAsync(tenant);

        lease.Sandbox.Should().NotBe(refused.Id);
        refused.State.Should().Be(SandboxState.Paused);
        await FluentActions.Awaiting(() => host.Pool.AcquireAsync(tenant, SandboxRequest.FromPool("node") with { AllowRestore = false })).Should().ThrowAsync<SandboxQuotaException>("it has its one");
        await lease.DisposeAsync();
        await PoolClock.PassAsync(_world, host, _world.Options.KeepPaused + TimeSpan.FromHours(1), TimeSpan.FromMinutes(30));
        refused.IsAlive.Should().BeFalse("it was kept for as long as any");
    }

    [Fact(Timeout = 60_000)]
    public async Task Refused_OfATenantThatMayRunOne_IsPausedBeforeTheSameCallGoesOn()
    {
        _world.Options.WaitForRoom = TimeSpan.FromMinutes(1);
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync(new TenantQuota { RunningSandboxes = 1, TotalSandboxes = 1 });
        FakePoolSandbox sandbox = await PoolHomes.PausedAsync(_world, host, tenant);
        sandbox[PoolHomes.File] = "damaged";

        Task<ISandboxLease> call = host.AcquireAsync(tenant);
        await PoolClock.UntilDoneAsync(_world, call, TestContext.Current.CancellationToken, host);

        (await call).Sandbox.Should().NotBe(sandbox.Id);
        sandbox.State.Should().Be(SandboxState.Paused);
    }

    [Fact]
    public async Task Refused_MoreOftenThanATenantMayHave_LeavesNoRoomForAnother()
    {
        PoolHost host = _world.NewHost();
        (TenantId tenant, FakePoolSandbox first) = await RefusedAsync(host, new TenantQuota { TotalSandboxes = 1 });
        FakePoolSandbox second = await PoolHomes.PausedAsync(_world, host, tenant);
        second[PoolHomes.File] = "damaged, too";

        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<SandboxQuotaException>("what is kept must have an end");
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(1));
        (await host.Pool.DiscardAsync("node", tenant, SandboxDiscard.LoseRefused("looked at"))).Should().Be(2);

        await using ISandboxLease another = await host.AcquireAsync(tenant);
        first.IsAlive.Should().BeFalse();
        second.IsAlive.Should().BeFalse();
    }

    [Fact]
    public async Task Refused_ThatGoesWhileAnotherIsAdmittedBesideIt_LeavesNoMoreThanTheTenantMayHave()
    {
        PoolHost host = _world.NewHost();
        (TenantId tenant, _) = await RefusedAsync(host, new TenantQuota { TotalSandboxes = 1 });
        SandboxRequest another = SandboxRequest.FromPool("node") with { AllowRestore = false };

        Task<ISandboxLease>[] calls = [.. Enumerable.Range(0, 12).Select(_ => Task.Run(() => host.Pool.AcquireAsync(tenant, another)))];
        await Task.Run(() => host.Pool.DiscardAsync("node", tenant, SandboxDiscard.LoseRefused("looked at")));
        await Task.WhenAll(calls).ContinueWith(static _ => { }, TaskScheduler.Default);

        calls.Count(c => c.IsCompletedSuccessfully).Should().BeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task Refused_ThatGoesJustBeforeAnotherIsAdmittedBesideIt_NoLongerMakesRoom()
    {
        PoolHost other = _world.NewHost("host-b");
        (TenantId tenant, _) = await RefusedAsync(other, new TenantQuota { TotalSandboxes = 1 });
        ISandboxLease? first = null;
        PoolHost host = _world.NewHost(store: new CountingStore(_world.Store)
        {
            BeforeCommit = async changes =>
            {
                if (first is null && changes.Changes is [StoreChange.InsertSandboxMember { Ceilings.TenantTotal: 2 }, ..])
                {
                    (await other.Pool.DiscardAsync("node", tenant, SandboxDiscard.LoseRefused("looked at"))).Should().Be(1);
                    first = await other.AcquireAsync(tenant);
                }
            },
        });

        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<SandboxQuotaException>();

        first.Should().NotBeNull();
        _world.Provider.Running.Should().ContainSingle();
    }

    [Fact]
    public async Task Discard_OfWhatIsRefused_TakesThatAloneOnceAndSaysSoInTheAudit()
    {
        PoolHost host = _world.NewHost("host-a");
        (TenantId tenant, FakePoolSandbox refused) = await RefusedAsync(host, new TenantQuota());
        ISandboxLease lease = await host.AcquireAsync(tenant);
        await lease.DisposeAsync();
        await PoolClock.PassIdleAsync(_world, host);
        (TenantId other, FakePoolSandbox othersPaused) = await PoolHomes.PausedAsync(_world, host);

        Task<int> DiscardAsync(string on) => _world.NewHost(on).Pool.DiscardAsync("node", tenant, SandboxDiscard.LoseRefused("ticket 7"));
        (await DiscardAsync("host-b")).Should().Be(1);
        (await DiscardAsync("host-a")).Should().Be(0, "it is gone");

        refused.IsAlive.Should().BeFalse();
        _world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(SandboxState.Paused);
        othersPaused.State.Should().Be(SandboxState.Paused);
        (await _world.Store.ReadAuditAsync(0, 100, TestContext.Current.CancellationToken)).Should().ContainSingle(a => a.Action == "sandbox:discard")
            .Which.Should().Match<AuditRecord>(a => a.Tenant.Tenant == tenant && a.Actor == "host-b" && a.Detail!.EndsWith("refused: ticket 7"));
        (await host.Pool.DiscardAsync("node", other, SandboxDiscard.LosePaused("moved away"))).Should().Be(1);
        othersPaused.IsAlive.Should().BeFalse();
    }

    [Fact]
    public async Task Discard_LeavesWhatRunsForItsTenant()
    {
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync();
        ISandboxLease idle = await host.AcquireAsync(tenant);
        await using ISandboxLease held = await host.AcquireAsync(tenant);
        await idle.DisposeAsync();

        (await host.Pool.DiscardAsync("node", tenant, SandboxDiscard.LosePaused("all"))).Should().Be(0);

        _world.Provider.Running.Should().HaveCount(2);
    }

    [Fact]
    public async Task Discard_WhoseStopFails_IsFinishedLaterByAnyHost()
    {
        PoolHost host = _world.NewHost();
        (TenantId tenant, FakePoolSandbox paused) = await PoolHomes.PausedAsync(_world, host);
        _world.Provider.Before = (action, _) => action == "stop" ? throw new CloudUnavailableException("500", FakePoolProvider.Details("500", CloudEffect.None, isTransient: true)) : Task.CompletedTask;
        (await host.Pool.DiscardAsync("node", tenant, SandboxDiscard.LosePaused("all"))).Should().Be(1);
        (await host.Pool.DiscardAsync("node", tenant, SandboxDiscard.LosePaused("all"))).Should().Be(0, "its end has begun");
        _world.Provider.Before = (_, _) => Task.CompletedTask;

        await PoolClock.PassAsync(_world, _world.NewHost("host-b"), TimeSpan.FromMinutes(10));

        paused.IsAlive.Should().BeFalse();
        (await _world.RowsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public void Consent_WithoutAReason_IsNone(string? reason)
    {
        FluentActions.Invoking(() => SandboxDiscard.LosePaused(reason!)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => SandboxDiscard.LoseRefused(new string('x', 501))).Should().Throw<ArgumentException>();
    }

    /// <summary>A tenant whose paused home was damaged, and refused to it.</summary>
    private async Task<(TenantId Tenant, FakePoolSandbox Sandbox)> RefusedAsync(PoolHost host, TenantQuota quota)
    {
        TenantId tenant = await _world.NewTenantAsync(quota);
        FakePoolSandbox sandbox = await PoolHomes.PausedAsync(_world, host, tenant);
        sandbox[PoolHomes.File] = "damaged";
        await using ISandboxLease instead = await host.AcquireAsync(tenant);
        instead.Sandbox.Should().NotBe(sandbox.Id);
        await instead.StopAsync();
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(1));
        sandbox.State.Should().Be(SandboxState.Paused);
        return (tenant, sandbox);
    }
}
