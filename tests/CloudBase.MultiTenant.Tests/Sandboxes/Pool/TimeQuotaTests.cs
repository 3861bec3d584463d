using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.TestKit.Sandboxes;
using CloudBase.MultiTenant.Tests.Credentials;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>How long a tenant's sandboxes run in a month is taken before they run, given back where they do not, and never passed.</summary>
public sealed class TimeQuotaTests : IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(5);

    private readonly PoolWorld _world = new() { Options = { WarmTarget = 0, MaxTotal = 50 } };

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Lease_WhoseTenantsTimeIsUsedUp_IsLostAndPausedAndTheNextCallSaysWhenThereIsMore()
    {
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync(new TenantQuota { MonthlySandboxSeconds = 600 });
        ISandboxLease lease = await host.AcquireAsync(tenant);
        _world.Provider.Sandboxes[lease.Sandbox][PoolHomes.File] = "hello";

        await PoolClock.PassAsync(_world, host, TimeSpan.FromSeconds(590), s_tick);
        lease.LossReason.Should().BeNull();
        await PoolClock.PassAsync(_world, host, TimeSpan.FromSeconds(30), s_tick);

        lease.LossReason.Should().Be(SandboxLossReason.QuotaReached);
        _world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(SandboxState.Paused);
        SandboxQuotaException refused = (await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<SandboxQuotaException>()).Which;
        refused.Should().BeEquivalentTo(new
        {
            Quota = nameof(TenantQuota.MonthlySandboxSeconds),
            Limit = 600L,
            RetryAfter = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero) - _world.Time.GetUtcNow(),
        });
        (await SpentAsync(tenant)).Should().Be(TimeSpan.FromSeconds(600));

        _world.Time.Advance(refused.RetryAfter!.Value);
        await using ISandboxLease again = await host.AcquireAsync(tenant);
        again.Sandbox.Should().Be(lease.Sandbox);
        _world.Provider.Sandboxes[again.Sandbox][PoolHomes.File].Should().Be("hello");
    }

    [Fact]
    public async Task Time_ThatWasNotUsed_IsGivenBack()
    {
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync(new TenantQuota { MonthlySandboxSeconds = 600 });

        for (int i = 1; i <= 9; i++)
        {
            ISandboxLease lease = await host.AcquireAsync(tenant);
            await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(1), s_tick);
            await lease.StopAsync(TestContext.Current.CancellationToken);

            (await SpentAsync(tenant)).Should().Be(TimeSpan.FromMinutes(i));
        }
    }

    [Fact]
    public async Task Time_OfWhatIsKeptIdle_IsCountedUntilItIsPaused()
    {
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync(new TenantQuota { MonthlySandboxSeconds = 10_000 });
        ISandboxLease lease = await host.AcquireAsync(tenant);
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(1), s_tick);
        await lease.DisposeAsync();

        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(30), s_tick);

        TimeSpan ran = TimeSpan.FromMinutes(1) + _world.Options.IdleAfter + _world.Options.IdleGrace;
        (await SpentAsync(tenant)).Should().BeGreaterThanOrEqualTo(ran).And.BeLessThan(ran + TimeSpan.FromSeconds(15));
        _world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(SandboxState.Paused);
    }

    [Fact]
    public async Task Time_ThatAProviderTakesToPause_IsNotItsTenants()
    {
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync(new TenantQuota { MonthlySandboxSeconds = 10_000 });
        ISandboxLease lease = await host.AcquireAsync(tenant);
        await lease.DisposeAsync();
        _world.Provider.Before = (action, _) => action == "pause" ? throw new CloudUnavailableException("500", FakePoolProvider.Details("500", CloudEffect.None, isTransient: true)) : Task.CompletedTask;

        await PoolClock.PassAsync(_world, host, TimeSpan.FromHours(1), s_tick);

        _world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(SandboxState.Running);
        (await SpentAsync(tenant)).Should().BeLessThan(_world.Options.IdleAfter + _world.Options.IdleGrace + TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Idle_WhoseTenantsTimeIsUsedUp_IsPausedThen()
    {
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync(new TenantQuota { MonthlySandboxSeconds = 300 });
        ISandboxLease lease = await host.AcquireAsync(tenant);
        lease.KeepActive(TimeSpan.FromHours(2));
        await lease.DisposeAsync();

        await PoolClock.PassAsync(_world, host, TimeSpan.FromSeconds(295), s_tick);
        _world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(SandboxState.Running);
        await PoolClock.PassAsync(_world, host, TimeSpan.FromSeconds(15), s_tick);

        _world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(SandboxState.Paused);
        (await SpentAsync(tenant)).Should().Be(TimeSpan.FromSeconds(300));
    }

    [Fact]
    public async Task Acquire_ManyAtOnceOnTwoHosts_NeverTakesMoreThanThereIs()
    {
        TenantId tenant = await _world.NewTenantAsync(new TenantQuota { MonthlySandboxSeconds = 150 });
        PoolHost[] hosts = [_world.NewHost("host-a"), _world.NewHost("host-b")];

        Task<ISandboxLease>[] calls = [.. Enumerable.Range(0, 20).Select(i => Task.Run(() => hosts[i % 2].AcquireAsync(tenant)))];
        await Task.WhenAll(calls).ContinueWith(static _ => { }, TaskScheduler.Default);

        calls.Count(c => c.IsCompletedSuccessfully).Should().Be(2, "the first takes 95 seconds ahead, the second what is left");
        calls.Where(c => c.IsFaulted).Should().OnlyContain(c => c.Exception!.InnerException is SandboxQuotaException);
        (await SpentAsync(tenant)).Should().Be(TimeSpan.FromSeconds(150));
        await Task.WhenAll(calls.Where(c => c.IsCompletedSuccessfully).Select(c => c.Result.StopAsync(TestContext.Current.CancellationToken)));
        (await SpentAsync(tenant)).Should().Be(TimeSpan.Zero, "no time has passed");
    }

    [Fact]
    public async Task Claim_ThatAnotherHostsOvertakes_TakesWhatThatHasLeft()
    {
        TenantId tenant = await _world.NewTenantAsync(new TenantQuota { MonthlySandboxSeconds = 100 });
        PoolHost other = _world.NewHost("host-b");
        ISandboxLease? first = null;
        PoolHost host = _world.NewHost("host-a", new CountingStore(_world.Store)
        {
            BeforeCommit = async changes =>
            {
                if (first is null && changes.Changes is [StoreChange.InsertSandboxMember, StoreChange.PutSharedRecord])
                {
                    first = await other.AcquireAsync(tenant);
                }
            },
        });

        ISandboxLease second = await host.AcquireAsync(tenant);

        (await SpentAsync(tenant)).Should().Be(TimeSpan.FromSeconds(100), "95 seconds are the first one's, and five were left");
        await first!.StopAsync(TestContext.Current.CancellationToken);
        await second.StopAsync(TestContext.Current.CancellationToken);
        (await SpentAsync(tenant)).Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public async Task Time_ThatADeadHostHasTaken_IsHeldNoLongerThanItIsPaidForAndGivenBack()
    {
        PoolHost host = _world.NewHost("host-b");
        TenantId tenant = await _world.NewTenantAsync(new TenantQuota { MonthlySandboxSeconds = 10_000 });
        await _world.NewHost("host-a").AcquireAsync(tenant);
        SandboxMember row = (await _world.RowsAsync()).Single();
        await _world.Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateSandboxMember(row with { Owner = "host-that-died" })), TestContext.Current.CancellationToken);

        _world.Time.Advance(TimeSpan.FromHours(5));
        (await SpentAsync(tenant)).Should().BeLessThan(TimeSpan.FromMinutes(2), "nobody pays while nobody looks");
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(30), s_tick);

        (await _world.RowsAsync()).Should().NotContain(r => r.Data.Values.ContainsKey("time"));
        (await SpentAsync(tenant)).Should().BeLessThan(TimeSpan.FromMinutes(14), "it ran for what was paid, and was kept idle once it was found");
    }

    [Fact]
    public async Task Start_ThatFails_GivesBackWhatWasHeldForIt()
    {
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync(new TenantQuota { MonthlySandboxSeconds = 600 });
        _world.Provider.Before = (action, _) =>
        {
            _world.Time.Advance(action == "start" ? TimeSpan.FromMinutes(2) : TimeSpan.Zero);
            return action == "start" ? throw new CloudConflictException("no", FakePoolProvider.Details("No", CloudEffect.None)) : Task.CompletedTask;
        };

        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<CloudConflictException>();

        (await SpentAsync(tenant)).Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public async Task Start_ThatTakesLong_CountsFromWhenItIsHandedOver()
    {
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync(new TenantQuota { MonthlySandboxSeconds = 600 });
        _world.Provider.After = (action, _) =>
        {
            _world.Time.Advance(action == "start" ? TimeSpan.FromMinutes(2) : TimeSpan.Zero);
            return Task.CompletedTask;
        };
        ISandboxLease lease = await host.AcquireAsync(tenant);
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(1), s_tick);

        await lease.StopAsync(TestContext.Current.CancellationToken);

        (await SpentAsync(tenant)).Should().Be(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Quota_ThatIsRaisedWhileALeaseIsHeld_LetsItGoOn()
    {
        PoolHost host = _world.NewHost();
        TenantId id = await _world.NewTenantAsync(new TenantQuota { MonthlySandboxSeconds = 300 });
        await using ISandboxLease lease = await host.AcquireAsync(id);
        await PoolClock.PassAsync(_world, host, TimeSpan.FromSeconds(200), s_tick);
        Tenant tenant = (await _world.Store.FindTenantAsync(PoolWorld.Account, id, EnvironmentName.Default, TestContext.Current.CancellationToken))!;
        await _world.Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateTenant(tenant with { Quota = new TenantQuota { MonthlySandboxSeconds = 6000 } })), TestContext.Current.CancellationToken);

        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(20), s_tick);

        lease.LossReason.Should().BeNull();
    }

    [Fact]
    public async Task Lease_OverTheEndOfAMonth_GoesOnWithTheNextMonthsTime()
    {
        PoolHost host = _world.NewHost();
        _world.Time.Advance(new DateTimeOffset(2026, 11, 30, 23, 55, 0, TimeSpan.Zero) - _world.Time.GetUtcNow());
        TenantId tenant = await _world.NewTenantAsync(new TenantQuota { MonthlySandboxSeconds = 420 });
        await using ISandboxLease lease = await host.AcquireAsync(tenant);

        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(10), s_tick);

        lease.LossReason.Should().BeNull("five minutes are of November, and five of December");
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(5), s_tick);
        lease.LossReason.Should().Be(SandboxLossReason.QuotaReached);
        (await SpentAsync(tenant)).Should().Be(TimeSpan.FromSeconds(420));
    }

    [Fact]
    public async Task Pool_ThatSaysLessThanTheTenantsQuota_HoldsItToThat()
    {
        _world.Options.MaxMonthlySecondsPerTenant = 60;
        PoolHost host = _world.NewHost();
        ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync(new TenantQuota { MonthlySandboxSeconds = 600 }));

        await PoolClock.PassAsync(_world, host, TimeSpan.FromSeconds(90), s_tick);

        lease.LossReason.Should().Be(SandboxLossReason.QuotaReached);
    }

    [Fact]
    public async Task Tenant_WithoutALimit_CostsNeitherARecordNorAnEntry()
    {
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync(new TenantQuota { RunningSandboxes = 3 });
        await using ISandboxLease lease = await host.AcquireAsync(tenant);

        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(5), s_tick);

        (await _world.Store.ReadSharedRecordsAsync(PoolWorld.Account, "sandbox-time", TestContext.Current.CancellationToken)).Should().BeEmpty();
        (await _world.RowsAsync()).Should().OnlyContain(r => !r.Data.Values.ContainsKey("time"));
    }

    private async Task<TimeSpan> SpentAsync(TenantId tenant) =>
        (await TenantTime.ReadAsync(_world.Store, PoolWorld.Account, tenant, _world.Time.GetUtcNow(), TestContext.Current.CancellationToken)).Spent;
}
