using CloudBase.MultiTenant.EnvironmentPools;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.EnvironmentPools;

/// <summary>What the pool promises beyond the defects: limits, fences, duplicates, ends.</summary>
public sealed class PoolPromiseTests
{
    [Fact]
    public async Task Finder_OfAPooledEnvironment_ReportsItsTwinAndNotTheMember()
    {
        PoolWorld world = await PoolWorld.FilledAsync(1);
        FakeEnvironment member = world.Cloud.Environments.Single();
        FakeEnvironment twin = world.Cloud.AddTwin(member);
        DuplicateFinder finder = world.NewHost().Get<DuplicateFinder>();

        await finder.RunOnceAsync();
        world.Inner.Time.Advance(TimeSpan.FromHours(2));
        (await finder.RunOnceAsync()).Should().Equal(twin.Id);

        Tenant ann = await world.EnsureAsync("ann");
        ann.EnvironmentId.Should().Be(member.Id);
        world.Inner.Time.Advance(TimeSpan.FromHours(2));
        (await finder.RunOnceAsync()).Should().Equal([twin.Id], "the claim does not hide what was paid beside it");
    }

    [Fact]
    public async Task Fill_WhileOrdersFail_StopsAndBeginsAgainWithOne()
    {
        var world = new PoolWorld(new EnvironmentPoolOptions { Target = 4, FailuresToClose = 2, ClosedFor = TimeSpan.FromHours(3), MaxRepairs = 0 });
        SimulatedHost host = world.NewHost();
        world.Cloud.Faults = static action => action == "CreateEnv" ? CloudFault.SoldOut : CloudFault.None;
        await world.SettleAsync(host, rounds: 12);

        int tried = world.Cloud.Calls.Count(c => c == "CreateEnv");
        tried.Should().BeInRange(2, 3, "two failures close the pool");
        (await host.Get<IEnvironmentPool>().GetStatusAsync()).ClosedUntil.Should().NotBeNull();

        world.Cloud.Faults = static _ => CloudFault.None;
        world.Inner.Time.Advance(TimeSpan.FromHours(3));
        await world.SettleAsync(host);

        (await world.MembersAsync(PooledEnvironmentState.Ready)).Should().HaveCount(4);
        (await world.MembersAsync(PooledEnvironmentState.Failed)).Should().BeEmpty("each has a way out");
        world.Cloud.Ledger.Should().HaveCount(4);
    }

    [Fact]
    public async Task Cancel_OfAFillingWhoseMemberIsGone_EndsIt()
    {
        var world = new PoolWorld(new EnvironmentPoolOptions { Target = 1 });
        SimulatedHost host = world.NewHost();
        StoreIdentity identity = await host.Get<StoreGate>().OpenAsync(default);
        (_, Tenant subject, TenantOperation operation) = host.Get<PoolSubject>().Draft(identity);
        (await host.Get<OperationStarter>().BeginAsync(new StoreChange.InsertTenant(subject), operation, subject with { Version = 1 }, default)).IsCommitted.Should().BeTrue();
        await world.Inner.RunToEndAsync(host, TimeSpan.FromMinutes(5));
        TenantOperation parked = (await world.Store.FindOperationAsync(operation.Id, default))!;
        parked.Problem!.Code.Should().Be(ProblemCodes.PoolMemberGone);

        await host.Get<ITenantOperations>().CancelAsync(operation.Id, default);
        await world.Inner.RunToEndAsync(host, TimeSpan.FromMinutes(5));

        (await world.Store.FindOperationAsync(operation.Id, default))!.State.Should().Be(OperationState.Cancelled, "the way out that the problem names is one");
    }

    [Fact]
    public async Task Drain_WhileOthersChangeTheStateEveryTime_SaysThatThePoolGoesOn()
    {
        var world = new PoolWorld(new EnvironmentPoolOptions { Target = 1 });
        SimulatedHost host = world.NewHost();
        IMultiTenantStore busy = Intercepted<IMultiTenantStore>.Wrap(world.Store, static (method, arguments) =>
            method == nameof(IMultiTenantStore.CommitAsync) && arguments[0] is ChangeSet { Changes: [StoreChange.PutSharedRecord put] }
                ? new ValueTask<CommitResult>(new CommitResult(put, "another host was faster"))
                : null);
        var states = new PoolStates(busy, world.Cloud, host.Get<PoolPlan>(), world.Inner.Time);

        await FluentActions.Awaiting(() => states.ChangeAsync(s => s with { IsDrained = true }, default).AsTask()).Should().ThrowAsync<StoreUnavailableException>();

        (await host.Get<IEnvironmentPool>().GetStatusAsync()).IsDrained.Should().BeFalse();
    }

    [Fact]
    public async Task Fill_AtTheCeiling_OrdersNothingMoreWhateverHostsThink()
    {
        var world = new PoolWorld(new EnvironmentPoolOptions { Target = 5, Ceiling = 2 });
        for (int i = 0; i < 3; i++)
        {
            await world.SettleAsync(world.NewHost($"host-{i}"), rounds: 8);
        }

        world.Cloud.Ledger.Should().HaveCount(2);
    }

    [Fact]
    public async Task Claim_ByAHolderWhoseFenceIsStale_WritesNothingToTheEnvironment()
    {
        PoolWorld world = await PoolWorld.FilledAsync(1);
        PooledEnvironment member = (await world.MembersAsync(PooledEnvironmentState.Ready)).Single();
        bool taken = false;
        IMultiTenantStore store = world.Store;
        world.Inner.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(world.Cloud, (method, _) =>
        {
            if (!taken && method == nameof(IEnvironmentCloud.EnsureMarkerAsync))
            {
                // After the claim, and before the first write: somebody counted the fence up.
                taken = true;
                PooledEnvironment row = store.FindPooledEnvironmentAsync(world.Cloud.Account, member.Id, default).Result!;
                world.ChangeAsync(row, m => m with { Fence = m.Fence + 1 }).IsCompletedSuccessfully.Should().BeTrue();
            }

            return null;
        });

        Tenant ann = await world.EnsureAsync("ann", world.NewHost("sleeper"));

        ann.State.Should().Be(TenantState.Parked);
        ann.StateReason.Should().Contain("fence");
        world.Cloud.Calls.Should().NotContain("TagResources");
        world.Cloud.Environments.Single(e => e.Id == member.Environment).Alias.Should().NotBe(ann.Alias.Value);
    }

    [Fact]
    public async Task Deprovision_OfAClaimedEnvironment_RemovesItAndHandsItToNobody()
    {
        PoolWorld world = await PoolWorld.FilledAsync(1);
        SimulatedHost host = world.NewHost();
        Tenant ann = await world.EnsureAsync("ann", host);
        await host.Provisioner.DeprovisionAsync(ann.Id, new DeprovisionOptions { Patience = TimeSpan.Zero }).AsTask().ContinueWith(static _ => { }, TaskScheduler.Default);
        await world.SettleAsync(host);

        world.Cloud.Environments.Single(e => e.Id == ann.EnvironmentId).IsolatedAt.Should().NotBeNull();
        (await world.MembersAsync(PooledEnvironmentState.Removed)).Should().ContainSingle(m => m.Environment == ann.EnvironmentId);
        Tenant bob = await world.EnsureAsync("bob", host);
        bob.EnvironmentId.Should().NotBe(ann.EnvironmentId);
    }

    [Fact]
    public async Task Ensure_OfAnotherShape_IsOrderedThoughThePoolIsFull()
    {
        PoolWorld world = await PoolWorld.FilledAsync(1);
        SimulatedHost host = world.NewHost();
        await host.Provisioner.EnsureAsync(TenantId.Parse("ann"), new TenantSpec { PackageId = "baas_pf_standard" }, new EnsureOptions { Patience = TimeSpan.Zero })
            .AsTask().ContinueWith(static _ => { }, TaskScheduler.Default);
        await world.Inner.RunToEndAsync(host, TimeSpan.FromMinutes(5));

        (await host.Directory.GetAsync(TenantId.Parse("ann"))).Source.Should().Be(EnvironmentSource.Create);
        (await world.MembersAsync(PooledEnvironmentState.Ready)).Should().ContainSingle();
    }

    [Fact]
    public async Task Cancel_OfAProvisioningThatClaimed_KeepsTheEnvironmentForNobodyElse()
    {
        PoolWorld world = await PoolWorld.FilledAsync(1);
        world.Inner.VerifyIsUnclear = static () => true;
        SimulatedHost host = world.NewHost();
        Tenant ann = await world.EnsureAsync("ann", host);
        ann.Source.Should().Be(EnvironmentSource.Pool);
        TenantOperation parked = (await world.Inner.OperationsAsync()).Single(o => o.Kind == OperationKind.Provision);

        await host.Operations.CancelAsync(parked.Id);
        await world.Inner.RunToEndAsync(host, TimeSpan.FromMinutes(5));

        Tenant after = await host.Directory.GetAsync(ann.Id);
        after.State.Should().Be(TenantState.Parked);
        after.EnvironmentId.Should().Be(ann.EnvironmentId);
        (await world.MembersAsync(PooledEnvironmentState.Claimed)).Should().ContainSingle(m => m.Tenant == ann.Key);
    }

    [Fact]
    public async Task Fill_WhoseOrderWasNotFound_IsUndoneAndNeverOrderedAgainByItself()
    {
        var world = new PoolWorld(new EnvironmentPoolOptions { Target = 1, FailuresToClose = 1, ClosedFor = TimeSpan.FromDays(7), MaxRepairs = 5 });
        world.Inner.Configure = static o => o.Provisioning.OnUnresolvedCreate = UnresolvedCreate.Park;
        world.Cloud.Faults = static action => action == "CreateEnv" ? CloudFault.LostBefore : CloudFault.None;
        SimulatedHost host = world.NewHost();
        for (int hour = 0; hour < 8; hour++)
        {
            await world.SettleAsync(host, rounds: 3);
            world.Inner.Time.Advance(TimeSpan.FromHours(1));
        }

        world.Cloud.Calls.Count(c => c == "CreateEnv").Should().Be(1, "only a person may pay again");
        (await world.MembersAsync(PooledEnvironmentState.Removed)).Should().ContainSingle();
        (await world.MembersAsync(PooledEnvironmentState.Failed)).Should().BeEmpty();
    }

    [Fact]
    public async Task Ensure_WhileTheAccountIsFull_IsAdmittedForAsLongAsThePoolHasOne()
    {
        PoolWorld world = await PoolWorld.FilledAsync(1);
        world.Cloud.Options.MaxEnvironments = 1;

        Tenant ann = await world.EnsureAsync("ann");

        ann.Source.Should().Be(EnvironmentSource.Pool, "an environment that is there needs no room");
        world.Cloud.Ledger.Should().ContainSingle("nothing was ordered beyond the account's room");
        (await FluentActions.Awaiting(() => world.EnsureAsync("bob")).Should().ThrowAsync<CloudLimitExceededException>("the pool is empty now")).Which.Limit.Should().Be("MaxEnvNum");
        (await world.NewHost().Directory.FindAsync(TenantId.Parse("bob"))).Should().BeNull();
    }

    [Theory]
    [InlineData("shape")]
    [InlineData("lapsing")]
    [InlineData("renewed")]
    public async Task Ensure_WhileTheAccountIsFullAndThePoolHasNoneForIt_IsRefused(string why)
    {
        PoolWorld world = await PoolWorld.FilledAsync(1);
        world.Cloud.Options.MaxEnvironments = 1;
        PooledEnvironment member = (await world.MembersAsync(PooledEnvironmentState.Ready)).Single();
        if (why != "shape")
        {
            await world.ChangeAsync(member, m => why == "lapsing" ? m with { PaidUntil = world.Now.AddHours(5) } : m with { Owner = "renewal" });
        }

        TenantSpec spec = why == "shape" ? new TenantSpec { PackageId = "baas_pf_standard" } : TenantSpec.Default;
        await FluentActions.Awaiting(() => world.NewHost().Provisioner.EnsureAsync(TenantId.Parse("ann"), spec, new EnsureOptions { Patience = TimeSpan.Zero }).AsTask())
            .Should().ThrowAsync<CloudLimitExceededException>();
    }
}
