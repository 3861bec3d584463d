using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Quotas;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Stores;

namespace CloudBase.MultiTenant.Tests.Quotas;

/// <summary>A tenant's quota is set in one commit, whatever else changes the tenant, and read with an honest meter.</summary>
public sealed class TenantQuotasTests
{
    private static readonly TenantId s_ann = TenantId.Parse("ann");
    private static readonly TenantQuota s_small = new() { MonthlyCalls = 100, RunningSandboxes = 2, TotalSandboxes = 3 };

    private readonly SimulatedWorld _world = new();
    private readonly FixedUsage _usage = new();

    [Fact]
    public async Task Set_KeepsTheQuotaAndWritesWhoChangedWhatInTheSameCommit()
    {
        SimulatedHost host = await StartAsync();
        ITenantQuotas quotas = On(host);
        (await quotas.GetAsync(s_ann)).Should().Be(TenantQuota.Unlimited);

        Tenant after = await quotas.SetAsync(s_ann, s_small);

        after.Quota.Should().Be(s_small);
        after.Should().Be(await host.Directory.GetAsync(s_ann), "what is returned is what is stored");
        (await quotas.GetAsync(s_ann)).Should().Be(s_small);
        AuditRecord audit = (await _world.Store.ReadAuditAsync(0, 1000, default)).Single(a => a.Action == "quota:set");
        audit.Tenant!.Tenant.Should().Be(s_ann);
        audit.Detail.Should().Be("as the options say -> MonthlyCalls 100, RunningSandboxes 2, TotalSandboxes 3");

        await quotas.SetAsync(s_ann, s_small);
        (await _world.Store.ReadAuditAsync(0, 1000, default)).Count(a => a.Action == "quota:set").Should().Be(1, "the same again changes nothing");
        (await quotas.SetAsync(s_ann, null)).Quota.Should().BeNull();
    }

    [Fact]
    public async Task Set_ThatBreaksRules_NamesEveryOneAndChangesNothing()
    {
        SimulatedHost host = await StartAsync();

        TenantQuotaException refused = (await FluentActions.Awaiting(() => On(host).SetAsync(
            s_ann, new TenantQuota { MonthlyCalls = -1, MonthlyCredits = -0.5m, RunningSandboxes = 4, TotalSandboxes = 3 }).AsTask()).Should().ThrowAsync<TenantQuotaException>()).Which;

        refused.ErrorCode.Should().Be(CloudBaseErrorCodes.TenantQuota);
        refused.Problems.Should().HaveCount(3);
        refused.Message.Should().ContainAll("MonthlyCalls is -1", "MonthlyCredits is -0.5", "RunningSandboxes is 4, more than TotalSandboxes 3");
        (await host.Directory.GetAsync(s_ann)).Quota.Should().BeNull();
    }

    [Fact]
    public async Task Set_OfATenantThatIsRemoved_IsRefused()
    {
        SimulatedHost host = await StartAsync();
        await host.Provisioner.DeprovisionAsync(s_ann, new DeprovisionOptions { Patience = TimeSpan.Zero }).AsTask().ContinueWith(static _ => { }, TaskScheduler.Default);
        await _world.RunToEndAsync(host);

        await FluentActions.Awaiting(() => On(host).SetAsync(s_ann, s_small).AsTask()).Should().ThrowAsync<TenantStateException>();
        await FluentActions.Awaiting(() => On(host).SetAsync(TenantId.Parse("nobody"), s_small).AsTask()).Should().ThrowAsync<TenantNotFoundException>();
    }

    [Fact]
    public async Task Set_WhileAnOperationChangesTheTenantAtEveryAwait_LosesNeitherTheQuotaNorTheOperation()
    {
        for (int n = 1; n <= 40; n++)
        {
            var world = new SimulatedWorld();
            SimulatedHost host = await StartAsync(world);
            int calls = 0;
            bool isSet = false;
            ITenantQuotas other = On(world.NewHost("other"), world);
            IMultiTenantStore store = world.Store;
            world.Store = Intercepted<IMultiTenantStore>.Wrap(store, (method, _) =>
            {
                if (method == nameof(IMultiTenantStore.CommitAsync) && ++calls == n)
                {
                    other.SetAsync(s_ann, s_small).IsCompletedSuccessfully.Should().BeTrue();
                    isSet = true;
                }

                return null;
            });
            SimulatedHost worker = world.NewHost("worker");
            await worker.Provisioner.SuspendAsync(s_ann, new SuspendOptions { Patience = TimeSpan.Zero }).AsTask().ContinueWith(static _ => { }, TaskScheduler.Default);
            await world.RunToEndAsync(worker);

            Tenant after = await host.Directory.GetAsync(s_ann);
            after.State.Should().Be(TenantState.Suspended, $"the quota came at commit {n}");
            after.Quota.Should().Be(isSet ? s_small : null, $"the quota came at commit {n}");
            if (!isSet)
            {
                n.Should().BeGreaterThan(5);
                return;
            }
        }
    }

    [Fact]
    public async Task Set_WhileTheTenantChangesEveryTime_SaysThatItIsNotSet()
    {
        SimulatedHost host = await StartAsync();
        IMultiTenantStore busy = Intercepted<IMultiTenantStore>.Wrap(_world.Store, static (method, arguments) =>
            method == nameof(IMultiTenantStore.CommitAsync) && arguments[0] is ChangeSet { Changes: [StoreChange.UpdateTenant update, ..] }
                ? new ValueTask<CommitResult>(new CommitResult(update, "another host was faster"))
                : null);

        await FluentActions.Awaiting(() => On(host, store: busy).SetAsync(s_ann, s_small).AsTask()).Should().ThrowAsync<StoreUnavailableException>();
        (await host.Directory.GetAsync(s_ann)).Quota.Should().BeNull();
    }

    [Fact]
    public async Task Read_TellsHardFromSoftAndKnownFromUnknown()
    {
        SimulatedHost host = await StartAsync();
        await On(host).SetAsync(s_ann, s_small with { MonthlyCredits = 5 });
        _usage.Now = new EnvironmentUsage { MonthlyCalls = 96, CapacityBytes = 7 };
        await AddSandboxAsync("sb-1", SandboxMemberState.Leased, 0);
        await AddSandboxAsync("sb-2", SandboxMemberState.Paused, 2048);

        IReadOnlyList<QuotaReading> readings = await On(host).ReadAsync(s_ann);

        QuotaReading Of(QuotaResource resource) => readings.Single(r => r.Resource == resource);
        Of(QuotaResource.MonthlyCalls).Should().BeEquivalentTo(new { Used = 96m, Limit = 100m, Left = 4m, Meter = QuotaMeter.Soft, Level = QuotaLevel.Critical, ReadAt = _world.Time.GetUtcNow() });
        Of(QuotaResource.CapacityBytes).Should().BeEquivalentTo(new { Used = 7m, Limit = (decimal?)null, Left = (decimal?)null, Meter = QuotaMeter.Soft, Level = QuotaLevel.Unknown });
        Of(QuotaResource.MonthlyTrafficBytes).Used.Should().BeNull("the cloud did not say");
        Of(QuotaResource.MonthlyCredits).Should().BeEquivalentTo(new { Used = (decimal?)null, Limit = 5m, Level = QuotaLevel.Unknown }, "what is not known is not within its limit");
        Of(QuotaResource.RunningSandboxes).Should().BeEquivalentTo(new { Used = 1m, Limit = 2m, Meter = QuotaMeter.Hard, Level = QuotaLevel.Within });
        Of(QuotaResource.TotalSandboxes).Should().BeEquivalentTo(new { Used = 2m, Limit = 3m, Meter = QuotaMeter.Hard });
        Of(QuotaResource.PausedSandboxBytes).Used.Should().Be(2048);
        Of(QuotaResource.MonthlySandboxSeconds).Should().BeEquivalentTo(new { Used = (decimal?)null, Limit = (decimal?)null, Meter = QuotaMeter.Hard }, "nobody counts where no limit is");
    }

    [Fact]
    public async Task Read_OfTheTimeOfSandboxes_TellsThatOfThisMonth()
    {
        SimulatedHost host = await StartAsync();
        await On(host).SetAsync(s_ann, new TenantQuota { MonthlySandboxSeconds = 100 });
        async Task<QuotaReading> ReadAsync() => (await On(host).ReadAsync(s_ann)).Single(r => r.Resource == QuotaResource.MonthlySandboxSeconds);
        (await ReadAsync()).Should().BeEquivalentTo(new { Used = 0m, Limit = 100m, Level = QuotaLevel.Within }, "it was counted from its limit on");

        DateTimeOffset now = _world.Time.GetUtcNow();
        TenantTime time = await TenantTime.ReadAsync(_world.Store, CloudAccountName.Default, s_ann, now, TestContext.Current.CancellationToken);
        await _world.Store.MustCommitAsync(new StoreChange.PutSharedRecord(time.With(TimeSpan.FromSeconds(86.5), now)));
        (await ReadAsync()).Should().BeEquivalentTo(new { Used = 86.5m, Left = 13.5m, Level = QuotaLevel.Warning });

        _world.Time.Advance(TimeSpan.FromDays(31));
        (await ReadAsync()).Should().BeEquivalentTo(new { Used = 0m, Level = QuotaLevel.Within }, "a new month has begun");
    }

    [Fact]
    public async Task Read_OnAnotherHost_KnowsTheLevelBefore()
    {
        SimulatedHost host = await StartAsync();
        await On(host).SetAsync(s_ann, s_small);

        (await CallsLevelAsync(host, 101)).Should().Be(QuotaLevel.Reached);
        SimulatedHost other = _world.NewHost("other");
        (await CallsLevelAsync(other, 92)).Should().Be(QuotaLevel.Reached, "it comes back below 90 % only");
        (await CallsLevelAsync(other, 86)).Should().Be(QuotaLevel.Warning);
        (await CallsLevelAsync(host, 81)).Should().Be(QuotaLevel.Warning);
        (await CallsLevelAsync(host, 3)).Should().Be(QuotaLevel.Within, "a new month has begun");
        (await CallsLevelAsync(host, 92)).Should().Be(QuotaLevel.Warning, "nothing is left of the last month");
    }

    [Fact]
    public async Task Read_OfATenantThatWasRemovedAndCameBack_RemembersNothingOfItsFormerSelf()
    {
        SimulatedHost host = await StartAsync();
        await On(host).SetAsync(s_ann, s_small);
        (await CallsLevelAsync(host, 101)).Should().Be(QuotaLevel.Reached);
        await host.Provisioner.DeprovisionAsync(s_ann, new DeprovisionOptions { Patience = TimeSpan.Zero }).AsTask().ContinueWith(static _ => { }, TaskScheduler.Default);
        await _world.RunToEndAsync(host);

        host = await StartAsync();
        (await On(host).GetAsync(s_ann)).Should().Be(TenantQuota.Unlimited, "a quota is of one generation");
        await On(host).SetAsync(s_ann, s_small);

        (await CallsLevelAsync(host, 92)).Should().Be(QuotaLevel.Warning);
    }

    [Fact]
    public async Task Read_WhileTheStoreRefusesToRemember_StillSaysWhatItRead()
    {
        SimulatedHost host = await StartAsync();
        await On(host).SetAsync(s_ann, s_small);
        _usage.Now = new EnvironmentUsage { MonthlyCalls = 100 };
        IMultiTenantStore busy = Intercepted<IMultiTenantStore>.Wrap(_world.Store, static (method, arguments) =>
            method == nameof(IMultiTenantStore.CommitAsync) && arguments[0] is ChangeSet { Changes: [StoreChange.PutSharedRecord put] }
                ? new ValueTask<CommitResult>(new CommitResult(put, "another host was faster"))
                : null);

        (await On(host, store: busy).ReadAsync(s_ann)).Single(r => r.Resource == QuotaResource.MonthlyCalls).Level.Should().Be(QuotaLevel.Reached);
    }

    [Fact]
    public async Task ReadAccount_ShowsRoomAndDeletions()
    {
        _world.Cloud.Options.MaxEnvironments = 4;
        _world.Cloud.Options.MaxDeletionsMonthly = 10;
        SimulatedHost host = await StartAsync();

        IReadOnlyList<QuotaReading> readings = await On(host).ReadAccountAsync();

        readings.Select(r => (r.Resource, r.Used, r.Limit)).Should().Equal(
            (QuotaResource.Environments, 1m, 4m), (QuotaResource.MonthlyDeletions, 0m, 10m), (QuotaResource.TotalDeletions, null, null));
        readings.Should().OnlyContain(r => r.Meter == QuotaMeter.Hard);
    }

    private async Task<QuotaLevel> CallsLevelAsync(SimulatedHost host, decimal used)
    {
        _usage.Now = new EnvironmentUsage { MonthlyCalls = used };
        return (await On(host).ReadAsync(s_ann)).Single(r => r.Resource == QuotaResource.MonthlyCalls).Level;
    }

    private ITenantQuotas On(SimulatedHost host, SimulatedWorld? world = null, IMultiTenantStore? store = null)
    {
        SimulatedWorld used = world ?? _world;
        return new StoredTenantQuotas(
            store ?? used.Store, used.Cloud, host.Directory, new QuotaMemory(store ?? used.Store, used.Time), host.Get<HostIdentity>(), used.Time, _usage);
    }

    private Task<SimulatedHost> StartAsync() => StartAsync(_world);

    private static async Task<SimulatedHost> StartAsync(SimulatedWorld world)
    {
        SimulatedHost host = world.NewHost();
        await host.Provisioner.EnsureAsync(s_ann, TenantSpec.Default, new EnsureOptions { Patience = TimeSpan.Zero }).AsTask().ContinueWith(static _ => { }, TaskScheduler.Default);
        await world.RunToEndAsync(host);
        return host;
    }

    private async Task AddSandboxAsync(string id, SandboxMemberState state, long paused)
    {
        TenantKey key = (await _world.TenantsAsync()).Single().Key;
        SandboxMember member = PoolSamples.Sandbox(id, state) with { Tenant = key, PausedBytes = paused };
        (await _world.Store.CommitAsync(ChangeSet.Of(PoolSamples.Insert(member)), default)).IsCommitted.Should().BeTrue();
    }
}
