using CloudBase.MultiTenant.EnvironmentPools;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.EnvironmentPools;

/// <summary>The ten defects of the nearest other pool on CloudBase, each with what happens here.</summary>
public sealed class PoolDefectTests
{
    /// <summary>Its lock is read, then written: two processes hold it, and both fill.</summary>
    [Fact]
    public async Task Defect01_TwoHostsSeeOneGap_ItIsFilledOnce()
    {
        var world = new PoolWorld(new EnvironmentPoolOptions { Target = 1, Ceiling = 10 });
        SimulatedHost second = world.NewHost("second");
        bool raced = false;
        world.Inner.Store = Intercepted<IMultiTenantStore>.Wrap(world.Store, (method, args) =>
        {
            if (method == nameof(IMultiTenantStore.CommitAsync) && !raced && ((ChangeSet)args[0]!).Changes.Any(c => c is StoreChange.InsertPooledEnvironment))
            {
                // Between what the first host read and what it writes, another host does all of its own.
                raced = true;
                second.Pump.RunOnceAsync().IsCompletedSuccessfully.Should().BeTrue();
            }

            return null;
        });

        SimulatedHost first = world.NewHost("first");
        await world.SettleAsync(first);

        raced.Should().BeTrue();
        world.Cloud.Ledger.Should().ContainSingle("the gap was of one");
    }

    /// <summary>Its lock ends after five minutes, however long filling takes: the next process fills the same gap.</summary>
    [Fact]
    public async Task Defect02_FillingTakesLongerThanAnyLease_NobodyFillsTheGapAgain()
    {
        var world = new PoolWorld(new EnvironmentPoolOptions { Target = 2 }, new FakeCloudOptions { ReadyDelay = TimeSpan.FromMinutes(9) });
        SimulatedHost slow = world.NewHost("slow");
        await slow.Pump.RunOnceAsync();
        await slow.Pump.RunOnceAsync();
        slow.Gate.IsFrozen = true;

        SimulatedHost other = world.NewHost("other");
        await world.SettleAsync(other, rounds: 80);

        (await world.MembersAsync(PooledEnvironmentState.Ready)).Should().HaveCount(2);
        world.Cloud.Ledger.Should().HaveCount(2);
    }

    /// <summary>A crash leaves rows that count as being created for ever: the pool starves, and what was bought leaks.</summary>
    [Fact]
    public async Task Defect03_HostCrashesWhileItFills_AnotherFinishesAndTheRowDoesNotCountForEver()
    {
        var world = new PoolWorld(new EnvironmentPoolOptions { Target = 1 });
        SimulatedHost first = world.NewHost("first");
        await first.Pump.RunOnceAsync();
        world.Cloud.Faults = action =>
        {
            if (action == "CreateEnv")
            {
                first.Gate.Crash();
            }

            return CloudFault.None;
        };
        _ = first.Pump.RunOnceAsync();
        first.Gate.IsCrashed.Should().BeTrue();
        world.Cloud.Faults = static _ => CloudFault.None;

        await world.SettleAsync(world.NewHost("second"));

        (await world.MembersAsync(PooledEnvironmentState.Ready)).Should().ContainSingle();
        (await world.MembersAsync(PooledEnvironmentState.Creating)).Should().BeEmpty();
        world.Cloud.Ledger.Should().ContainSingle("the order whose reply was lost is found");
    }

    [Fact]
    public async Task Defect03_RowWhoseOperationIsGone_IsNoLongerCountedAfterItsDeadline()
    {
        PoolWorld world = await PoolWorld.FilledAsync(1);
        PooledEnvironment ready = (await world.MembersAsync(PooledEnvironmentState.Ready)).Single();
        await world.ChangeAsync(ready, m => m with { State = PooledEnvironmentState.Creating, DueAt = world.Now });

        await world.SettleAsync(world.NewHost());

        (await world.MembersAsync(PooledEnvironmentState.Creating)).Should().BeEmpty();
        (await world.MembersAsync(PooledEnvironmentState.Removed)).Should().ContainSingle(m => m.Id == ready.Id);
        (await world.MembersAsync(PooledEnvironmentState.Ready)).Should().ContainSingle("another took its place");
    }

    /// <summary>A failed row loses the environment that was bought for it.</summary>
    [Fact]
    public async Task Defect04_MemberFailsAfterItWasBought_KeepsItsEnvironmentAndIsRemovedInTheEnd()
    {
        var world = new PoolWorld(new EnvironmentPoolOptions { Target = 1, MaxRepairs = 1, FailuresToClose = 1, ClosedFor = TimeSpan.FromDays(1) }, new FakeCloudOptions { ReadyDelay = TimeSpan.FromDays(3) });
        SimulatedHost host = world.NewHost();
        await world.Inner.RunToEndAsync(host, TimeSpan.FromHours(1));

        PooledEnvironment failed = (await world.MembersAsync(PooledEnvironmentState.Failed)).Single();
        failed.Environment.Should().Be(world.Cloud.Environments.Single().Id);
        failed.Reason.Should().StartWith("NotDelivered");
        (await host.Get<IEnvironmentPool>().GetStatusAsync()).ClosedUntil.Should().NotBeNull("one failure was allowed");

        for (int hour = 0; hour < 6; hour++)
        {
            world.Inner.Time.Advance(TimeSpan.FromHours(1));
            await world.Inner.RunToEndAsync(host, TimeSpan.FromHours(1));
        }

        (await world.MembersAsync(PooledEnvironmentState.Removed)).Should().ContainSingle(m => m.Id == failed.Id && m.Environment == failed.Environment);
        world.Cloud.Environments.Single().IsolatedAt.Should().NotBeNull("what was bought is given back");
        world.Cloud.Ledger.Should().ContainSingle();
    }

    /// <summary>Draining marks a row without looking: it takes the environment from whoever claims it.</summary>
    [Fact]
    public async Task Defect05_ClaimBetweenReadAndMark_TheDrainLeavesTheTenantsEnvironmentAlone()
    {
        PoolWorld world = await PoolWorld.FilledAsync(1);
        IMultiTenantStore store = world.Store;
        Tenant? claimed = null;
        SimulatedHost claimer = world.NewHost("claimer");
        world.Inner.Store = Intercepted<IMultiTenantStore>.Wrap(store, (method, args) =>
        {
            if (claimed is null && method == nameof(IMultiTenantStore.CommitAsync)
                && ((ChangeSet)args[0]!).Changes.Any(c => c is StoreChange.InsertOperation { Operation.Kind: OperationKind.DrainPoolMember }))
            {
                Task<Tenant> ensured = world.EnsureAsync("ann", claimer);
                ensured.IsCompletedSuccessfully.Should().BeTrue();
                claimed = ensured.Result;
            }

            return null;
        });
        SimulatedHost drainer = world.NewHost("drainer");
        world.Inner.Store = store;

        EnvironmentPoolDrain drain = await drainer.Get<IEnvironmentPool>().DrainAsync();
        await world.SettleAsync(claimer);

        claimed!.Source.Should().Be(EnvironmentSource.Pool);
        drain.Removing.Should().BeEmpty();
        world.Cloud.Environments.Single(e => e.Id == claimed.EnvironmentId).IsolatedAt.Should().BeNull();
    }

    [Fact]
    public async Task Defect05_DrainBetweenReadAndClaim_TheClaimerOrdersItsOwn()
    {
        PoolWorld world = await PoolWorld.FilledAsync(1);
        EnvironmentId pooled = (await world.MembersAsync(PooledEnvironmentState.Ready)).Single().Environment!.Value;
        SimulatedHost drainer = world.NewHost("drainer");
        bool drained = false;
        world.Inner.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(world.Cloud, (method, _) =>
        {
            if (!drained && method == nameof(IEnvironmentCloud.FindBillingAsync))
            {
                drained = true;
                drainer.Get<IEnvironmentPool>().DrainAsync().IsCompletedSuccessfully.Should().BeTrue();
            }

            return null;
        });

        Tenant ann = await world.EnsureAsync("ann", world.NewHost("claimer"));

        ann.Source.Should().Be(EnvironmentSource.Create);
        ann.EnvironmentId.Should().NotBe(pooled);
        (await world.Store.FindBindingAsync(world.Cloud.Account, pooled, default)).Should().BeNull();
    }

    /// <summary>A claimer that lost reads the row again and takes the winner's environment for its own.</summary>
    [Fact]
    public async Task Defect06_ManyClaimersForOneEnvironment_OneHasItAndNobodyElseSeesIt()
    {
        PoolWorld world = await PoolWorld.FilledAsync(1);
        EnvironmentId pooled = (await world.MembersAsync(PooledEnvironmentState.Ready)).Single().Environment!.Value;
        List<Task<Tenant>> claims = [.. Enumerable.Range(0, 16).Select(i => world.EnsureAsync($"tenant-{i}", world.NewHost($"host-{i}")))];
        Tenant[] tenants = await Task.WhenAll(claims);

        tenants.Count(t => t.EnvironmentId == pooled).Should().Be(1);
        tenants.Select(t => t.EnvironmentId).Should().OnlyHaveUniqueItems();
        tenants.Should().OnlyContain(t => t.State == TenantState.Active);
    }

    /// <summary>A claimed environment keeps the placeholder's name and tag.</summary>
    [Fact]
    public async Task Defect07_ClaimedEnvironment_HasTheTenantsTagAndAliasAndNothingOfThePools()
    {
        PoolWorld world = await PoolWorld.FilledAsync(1);
        PooledEnvironment member = (await world.MembersAsync(PooledEnvironmentState.Ready)).Single();
        Tenant subject = (await world.Store.FindTenantAsync(member.Subject, default))!;
        Tenant ann = await world.EnsureAsync("ann");

        FakeEnvironment environment = world.Cloud.Environments.Single(e => e.Id == ann.EnvironmentId);
        environment.Tags.Should().Equal(new Dictionary<string, string> { ["cbmt"] = ann.Marker });
        environment.Alias.Should().Be(ann.Alias.Value);

        world.Inner.Time.Advance(TimeSpan.FromMinutes(15));
        await world.SettleAsync(world.NewHost());
        world.Cloud.Markers.Should().NotContain(m => m.Value == subject.Marker, "the pool's tag goes once nothing carries it");
    }

    /// <summary>Keys of pooled environments lie in plain columns.</summary>
    [Fact]
    public async Task Defect08_PooledEnvironment_HasNoUserKeyOrSecretBeforeItIsATenants()
    {
        PoolWorld world = await PoolWorld.FilledAsync(2);

        world.Inner.Identities.Users.Should().BeEmpty("nobody needs access to what is nobody's");
        foreach (PooledEnvironment member in await world.MembersAsync(PooledEnvironmentState.Ready))
        {
            member.Data.Values.Should().BeEmpty();
            (await world.Store.FindTenantAsync(member.Subject, default))!.Isolation.Should().BeEmpty();
        }
    }

    /// <summary>What could not be destroyed is ignored.</summary>
    [Fact]
    public async Task Defect09_DrainBeyondTheDeletionBudget_SaysWhatIsLeftAndComesBackToIt()
    {
        PoolWorld world = await PoolWorld.FilledAsync(3, new FakeCloudOptions { MaxDeletionsMonthly = 2 });
        SimulatedHost host = world.NewHost();
        (await host.Get<IEnvironmentPool>().DrainAsync()).Removing.Should().HaveCount(3);
        await world.SettleAsync(host);

        world.Cloud.DeletionsThisMonth.Should().Be(2, "the budget is never overspent");
        PooledEnvironment kept = (await world.MembersAsync(PooledEnvironmentState.Parked)).Single();
        kept.Reason.Should().StartWith("DeletionBudgetExhausted");
        (await host.Get<IEnvironmentPool>().DrainAsync()).Left.Should().ContainSingle().Which.Should().StartWith(kept.Id);

        world.Cloud.NewMonth();
        world.Inner.Time.Advance(TimeSpan.FromDays(1));
        await world.SettleAsync(host);

        (await world.MembersAsync(PooledEnvironmentState.Removed)).Should().HaveCount(3);
        world.Cloud.Environments.Should().OnlyContain(e => e.IsolatedAt != null);
    }

    /// <summary>A claimed environment is handed out whatever became of it since it was ready.</summary>
    [Theory]
    [InlineData("isolated")]
    [InlineData("purged")]
    [InlineData("stopped")]
    [InlineData("lapsing")]
    public async Task Defect10_MemberThatWentBad_IsSetAsideAndTheNextIsTaken(string how)
    {
        PoolWorld world = await PoolWorld.FilledAsync(2);
        List<PooledEnvironment> ready = await world.MembersAsync(PooledEnvironmentState.Ready);
        FakeEnvironment bad = world.Cloud.Environments.Single(e => e.Id == ready[0].Environment);
        switch (how)
        {
            case "isolated":
                bad.IsolatedAt = world.Now;
                break;
            case "purged":
                bad.IsPurged = true;
                break;
            case "stopped":
                bad.StatusOverride = "ABNORMAL";
                break;
            default:
                bad.PaidUntil = world.Now.AddHours(20);
                break;
        }

        Tenant ann = await world.EnsureAsync("ann");

        ann.EnvironmentId.Should().Be(ready[1].Environment);
        (await world.Store.FindBindingAsync(world.Cloud.Account, bad.Id, default)).Should().BeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Defect10_IdleMemberAboutToLapse_IsRenewedOrRemovedBeforeItDoes(bool renews)
    {
        var world = new PoolWorld(new EnvironmentPoolOptions { Target = 1, RenewIdle = renews });
        SimulatedHost host = world.NewHost();
        await world.SettleAsync(host);
        PooledEnvironment ready = (await world.MembersAsync(PooledEnvironmentState.Ready)).Single();

        for (int day = 0; day < 32; day++)
        {
            world.Inner.Time.Advance(TimeSpan.FromDays(1));
            await world.SettleAsync(host, rounds: 6);
        }

        PooledEnvironment now = (await world.MembersAsync(PooledEnvironmentState.Ready)).Single();
        now.PaidUntil.Should().BeAfter(world.Now);
        (now.Id == ready.Id).Should().Be(renews);
        world.Cloud.Ledger.Select(l => l.Kind).Should().BeEquivalentTo(renews ? ["create", "renew"] : new[] { "create", "create" });
        world.Cloud.DeletionsThisMonth.Should().Be(renews ? 0 : 1);
    }
}
