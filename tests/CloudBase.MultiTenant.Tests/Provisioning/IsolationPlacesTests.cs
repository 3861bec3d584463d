using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.Provisioning;

/// <summary>What the account has a bounded number of, such as sub-accounts, is reserved before anything is bought, and never for more tenants than there is room for.</summary>
public sealed class IsolationPlacesTests
{
    [Fact]
    public async Task Reserve_TenThatLookedAtOnceOnTwoHosts_TakeTheFivePlacesThatThereAre()
    {
        SimulatedWorld world = NewWorld(places: 5);
        SimulatedHost[] hosts = [world.NewHost("one"), world.NewHost("two")];
        var looked = new List<FreePlaces?>();
        for (int i = 0; i < 10; i++)
        {
            looked.Add(await LookAsync(hosts[i % 2]));
        }

        var begun = new List<OperationId?>();
        for (int i = 0; i < 10; i++)
        {
            begun.Add(await ReserveAsync(hosts[i % 2], $"user-{i}", looked[i]));
        }

        looked.Should().OnlyContain(f => f!.Last == 5, "a look alone would let all of them pass");
        begun.Count(o => o is not null).Should().Be(5);
        await FluentActions.Awaiting(() => hosts[0].Provisioner.EnsureAsync(TenantId.Parse("user-9"), TenantSpec.Default).AsTask())
            .Should().ThrowAsync<CloudLimitExceededException>();
        await world.RunToEndAsync(hosts[0]);
        world.Cloud.Ledger.Should().HaveCount(5);
        world.Identities.Users.Should().HaveCount(5);
        (await world.TenantsAsync()).Should().HaveCount(5).And.OnlyContain(t => t.State == TenantState.Active);
    }

    [Fact]
    public async Task Reserve_HostsThatWriteInTurns_LoseNoPlace()
    {
        SimulatedWorld world = NewWorld(places: 5);
        SimulatedHost one = world.NewHost("one");
        FreePlaces? before = await LookAsync(one);
        await ReserveAsync(world.NewHost("two"), "somebody", await LookAsync(one));

        (await ReserveAsync(one, "user-1", before)).Should().NotBeNull("what another host wrote meanwhile is counted, and written again");

        (await PlacesAsync(world)).Should().HaveCount(2);
    }

    [Fact]
    public async Task Place_OfAHostThatDied_IsKeptUntilAnotherFinishesTheTenant()
    {
        SimulatedWorld world = NewWorld(places: 1);
        SimulatedHost dead = world.NewHost("dead");
        (await ReserveAsync(dead, "user-1", await LookAsync(dead))).Should().NotBeNull();

        SimulatedHost other = world.NewHost("other");

        await other.Invoking(LookAsync).Should().ThrowAsync<CloudLimitExceededException>();
        await world.RunToEndAsync(other);
        (await world.TenantsAsync()).Single().State.Should().Be(TenantState.Active);
        await other.Invoking(LookAsync).Should().ThrowAsync<CloudLimitExceededException>("it is the identity now that takes the place");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Place_OfATenantThatEnds_IsFreeAgain(bool isCancelled)
    {
        SimulatedWorld world = NewWorld(places: 1);
        SimulatedHost host = world.NewHost();
        OperationId operation = (await ReserveAsync(host, "user-1", await LookAsync(host)))!.Value;
        if (isCancelled)
        {
            await host.Operations.CancelAsync(operation);
        }

        await world.RunToEndAsync(host);
        if (!isCancelled)
        {
            Task removing = host.Provisioner.DeprovisionAsync(TenantId.Parse("user-1"), new DeprovisionOptions { Patience = TimeSpan.Zero }).AsTask();
            await Record.ExceptionAsync(() => removing);
            await world.RunToEndAsync(host);
        }

        world.Identities.Users.Should().BeEmpty();
        world.Time.Advance(TimeSpan.FromMinutes(2));
        (await ReserveAsync(host, "user-2", await LookAsync(host))).Should().NotBeNull();
    }

    [Fact]
    public async Task Place_OfAnIdentityThatShowsByNow_IsForgottenWithTheNextReservation()
    {
        SimulatedWorld world = NewWorld(places: 3);
        SimulatedHost host = world.NewHost();
        await ReserveAsync(host, "user-1", await LookAsync(host));
        await world.RunToEndAsync(host);
        (await PlacesAsync(world)).Should().ContainSingle().Which.Until.Should().Be(world.Time.GetUtcNow().AddMinutes(2), "it is kept until the cloud is sure to show it");

        world.Time.Advance(TimeSpan.FromMinutes(2));
        await ReserveAsync(host, "user-2", await LookAsync(host));

        (await PlacesAsync(world)).Should().ContainSingle().Which.Until.Should().BeNull();
    }

    [Fact]
    public async Task Reserve_LookOfTooLongAgo_LooksAgain()
    {
        SimulatedWorld world = NewWorld(places: 3);
        SimulatedHost host = world.NewHost();
        FreePlaces? old = await LookAsync(host);
        world.Time.Advance(TimeSpan.FromMinutes(2));

        (await ReserveAsync(host, "user-1", old)).Should().BeNull("what others made in the account meanwhile is not counted");
    }

    [Fact]
    public async Task Look_WithinAMoment_ServesAllWhoComeAndIsNotAskedAgain()
    {
        SimulatedWorld world = NewWorld(places: 3);
        int asked = 0;
        Func<IReadOnlyCollection<EnvironmentAlias>, int?> places = world.Places;
        world.Places = reserved =>
        {
            asked++;
            return places(reserved);
        };
        SimulatedHost host = world.NewHost();

        await ReserveAsync(host, "user-1", await LookAsync(host));
        await ReserveAsync(host, "user-2", await LookAsync(host));
        asked.Should().Be(1);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        FreePlaces? last = await LookAsync(host);
        asked.Should().Be(2);

        (await ReserveAsync(host, "user-3", last)).Should().NotBeNull();
        (await ReserveAsync(host, "user-4", last)).Should().BeNull();
        await host.Invoking(LookAsync).Should().ThrowAsync<CloudLimitExceededException>("what was refused is looked for again at once");
    }

    [Fact]
    public async Task Look_PlaceTakenBetweenItsReads_IsCountedOnceAtLeast()
    {
        SimulatedWorld world = NewWorld(places: 2);
        SimulatedHost other = world.NewHost("other");
        FreePlaces? seen = await LookAsync(other);
        IMultiTenantStore store = world.Store;
        int reads = 0;
        world.Store = Intercepted<IMultiTenantStore>.Wrap(store, (method, given) => given is not [CloudAccountName account, string kind, ..]
            || !kind.StartsWith("isolation-place", StringComparison.Ordinal) || ++reads != 2 ? null
            : method == nameof(IMultiTenantStore.ReadSharedRecordsAsync)
                ? new ValueTask<IReadOnlyList<SharedRecord>>(AfterAnotherAsync(() => store.ReadSharedRecordsAsync(account, kind, default)))
                : new ValueTask<SharedRecord?>(AfterAnotherAsync(() => store.FindSharedRecordAsync(account, kind, (string)given[2]!, default))));
        SimulatedHost host = world.NewHost();

        FreePlaces? free = await LookAsync(host);
        int begun = 0;
        for (int i = 0; i < 3; i++)
        {
            begun += await ReserveAsync(host, $"user-{i}", free) is null ? 0 : 1;
        }

        reads.Should().Be(2);
        begun.Should().BeLessThanOrEqualTo(1, "two places were there, and another host has one of them");

        async Task<T> AfterAnotherAsync<T>(Func<ValueTask<T>> read)
        {
            (await ReserveAsync(other, "user-other", seen)).Should().NotBeNull();
            return await read();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Place_HostCrashedAtEveryAwait_IsTheIdentitysOrFreeInTheEnd(bool isCancelled)
    {
        int swept = 0;
        for (int n = 1; ; n++)
        {
            SimulatedWorld world = NewWorld(places: 1);
            world.Configure = o => o.Provisioning.OnUnresolvedCreate = UnresolvedCreate.CreateAgain;
            SimulatedHost first = world.NewHost("first", new CrashGate(n));
            await BeginAsync(world, first, isCancelled);
            if (!first.Gate.IsCrashed)
            {
                break;
            }

            swept++;
            SimulatedHost second = world.NewHost("second");
            await BeginAsync(world, second, isCancelled);
            world.Identities.Users.Should().HaveCount(isCancelled ? 0 : 1, $"at await {n}");
            if (!isCancelled)
            {
                await world.NewHost("third").Invoking(LookAsync).Should().ThrowAsync<CloudLimitExceededException>($"at await {n} the place is taken");
            }

            world.Time.Advance(TimeSpan.FromMinutes(2));
            await Record.ExceptionAsync(() => LookAsync(second));
            (await PlacesAsync(world)).Should().BeEmpty($"at await {n} nothing is on its way any more");
            (await Record.ExceptionAsync(() => LookAsync(world.NewHost("fourth")))).Should().Match(e => isCancelled ? e == null : e is CloudLimitExceededException);
        }

        swept.Should().BeGreaterThan(10);

        static async Task BeginAsync(SimulatedWorld world, SimulatedHost host, bool isCancelled)
        {
            if ((await world.TenantsAsync()).Count == 0)
            {
                Task reserved = ReserveAnyAsync(host);
                if (!reserved.IsCompleted)
                {
                    return;
                }

                await reserved;
            }

            if (isCancelled && (await world.OperationsAsync(includeFinal: false)) is [var running])
            {
                Task cancelled = host.Operations.CancelAsync(running.Id).AsTask();
                if (!cancelled.IsCompleted)
                {
                    return;
                }
            }

            await world.RunToEndAsync(host);
        }

        static async Task ReserveAnyAsync(SimulatedHost host) => await ReserveAsync(host, "user-1", await LookAsync(host));
    }

    [Fact]
    public async Task JointRecord_OfADatabaseFromBefore_IsCountedAndPartedByWhicheverHostLooksFirst()
    {
        SimulatedWorld world = NewWorld(places: 4);
        SimulatedHost[] hosts = [world.NewHost("one"), world.NewHost("two")];
        OperationId old = (await ReserveAsync(hosts[0], "user-old", await LookAsync(hosts[0])))!.Value;
        await PutJointAsync(world, (await PlacesAsync(world)).Single().Alias);
        world.Time.Advance(TimeSpan.FromSeconds(2));

        FreePlaces?[] free = await Task.WhenAll(hosts.Select(LookAsync));

        free.Should().OnlyContain(f => f!.Last == 1 + 2, "the first was taken, and two are free: one is reserved and one was made a moment ago; a third was made long ago");
        (await PlacesAsync(world)).Where(p => p.IsKept(world.Time.GetUtcNow())).Should().HaveCount(2);
        (await world.Store.FindSharedRecordAsync(world.Cloud.Account, IsolationPlace.Kind, "Fake", default)).Should().BeNull();
        await world.RunToEndAsync(hosts[1]);
        world.Time.Advance(TimeSpan.FromMinutes(3));
        (await LookAsync(hosts[1]))!.Last.Should().Be(1 + 3, "only the old tenant's identity is left");
        (await PlacesAsync(world)).Should().BeEmpty();
        (await world.Store.FindOperationAsync(old, default))!.State.Should().Be(OperationState.Succeeded);
    }

    [Fact]
    public async Task JointRecord_OfATenantThatWasFinishedSince_CountsNoMore()
    {
        SimulatedWorld world = NewWorld(places: 2);
        SimulatedHost host = world.NewHost();
        await ReserveAsync(host, "user-old", await LookAsync(host));
        string alias = (await PlacesAsync(world)).Single().Alias;
        await PutJointAsync(world, alias);
        await world.RunToEndAsync(host);
        world.Time.Advance(TimeSpan.FromMinutes(3));

        (await LookAsync(host))!.Last.Should().Be(1 + 1);

        (await PlacesAsync(world)).Should().NotContain(p => p.Alias == alias, "its own record, written when it was made, holds");
    }

    [Fact]
    public async Task Provision_StrategyWithoutALimit_ReservesNothing()
    {
        var world = new SimulatedWorld();
        SimulatedHost host = world.NewHost();

        (await LookAsync(host)).Should().BeNull();
        await ReserveAsync(host, "user-1", null);
        await world.RunToEndAsync(host);

        (await world.Store.ReadSharedRecordsAsync(world.Cloud.Account, "isolation-place", default)).Should().BeEmpty();
    }

    /// <summary>Puts a tenant's place back into the form that all places once had: one record, beside one that was made a moment ago and one of long ago.</summary>
    private static async Task PutJointAsync(SimulatedWorld world, string alias)
    {
        DateTimeOffset now = world.Time.GetUtcNow();
        SharedRecord own = (await world.Store.FindSharedRecordAsync(world.Cloud.Account, IsolationPlace.Kind, alias, default))!;
        StepData places = StepData.Empty.With(alias, "reserved")
            .With("aaaaaaaaaaaaaaaaaaaa", WorkflowData.Write(now)).With("bbbbbbbbbbbbbbbbbbbb", WorkflowData.Write(now.AddMinutes(-2)));
        (await world.Store.CommitAsync(
            ChangeSet.Of(new StoreChange.DeleteSharedRecord(own), new StoreChange.PutSharedRecord(own with { Name = "Fake", Data = places, Version = 0 })), default))
            .IsCommitted.Should().BeTrue();
    }

    private static SimulatedWorld NewWorld(int places)
    {
        var world = new SimulatedWorld();
        world.Places = reserved =>
        {
            int taken = world.Identities.Users.Keys.Union(reserved.Select(FakeIsolationStrategy.NameOf)).Count();
            return taken < places ? places - taken : throw new CloudLimitExceededException(
                "It is full.", new CloudErrorDetails { Service = "fake", Action = "AddUser", Code = "LimitExceeded", Effect = CloudEffect.None }, "places", places, taken);
        };
        return world;
    }

    private static TenantSpec Spec { get; } = new() { PackageId = "baas_personal", Isolation = new IsolationKind("Fake") };

    private static async Task<FreePlaces?> LookAsync(SimulatedHost host)
    {
        await host.Get<CloudBase.MultiTenant.Operations.StoreGate>().OpenAsync(default);
        return await host.Get<Admission>().CheckAsync(host.Get<SpecResolver>().Resolve(Spec), default);
    }

    private static async Task<OperationId?> ReserveAsync(SimulatedHost host, string tenant, FreePlaces? free) =>
        await host.Get<TenantReservation>().TryReserveAsync(TenantId.Parse(tenant), host.Get<SpecResolver>().Resolve(Spec), 1, free, default);

    private static async Task<IReadOnlyList<IsolationPlace>> PlacesAsync(SimulatedWorld world) =>
        [.. (await world.Store.ReadSharedRecordsAsync(world.Cloud.Account, IsolationPlace.Kind, default)).Select(r => IsolationPlace.Read(r)!)];
}
