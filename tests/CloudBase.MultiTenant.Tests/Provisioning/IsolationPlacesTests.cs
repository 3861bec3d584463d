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

        looked.Should().OnlyContain(f => f!.Count == 5, "a look alone would let all of them pass");
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

        (await RecordAsync(world)).Data.Values.Should().HaveCount(2);
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
        (await RecordAsync(world)).Data.Values.Should().ContainSingle().Which.Value.Should().StartWith("2026-", "it is kept until the cloud is sure to show it");

        world.Time.Advance(TimeSpan.FromMinutes(2));
        await ReserveAsync(host, "user-2", await LookAsync(host));

        (await RecordAsync(world)).Data.Values.Should().ContainSingle().Which.Value.Should().Be("reserved");
    }

    [Fact]
    public async Task Reserve_LookOfTooLongAgo_LooksAgain()
    {
        SimulatedWorld world = NewWorld(places: 3);
        SimulatedHost host = world.NewHost();
        FreePlaces? old = await LookAsync(host);
        world.Time.Advance(TimeSpan.FromMinutes(2));

        (await ReserveAsync(host, "user-1", old)).Should().BeNull("what was made and forgotten meanwhile is in neither count");
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

    private static async Task<SharedRecord> RecordAsync(SimulatedWorld world) =>
        (await world.Store.ReadSharedRecordsAsync(world.Cloud.Account, "isolation-place", default)).Single();
}
