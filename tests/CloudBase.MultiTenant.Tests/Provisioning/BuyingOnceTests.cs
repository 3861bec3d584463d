using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.Tests.Operations;

namespace CloudBase.MultiTenant.Tests.Provisioning;

/// <summary>The guards that keep the promise never to pay twice, each with what happens without it.</summary>
public sealed class BuyingOnceTests
{
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task Provision_LostReply_IsAdoptedAndWithoutTheLookUpPaidTwice(bool isBlind, int orders)
    {
        SimulatedWorld world = NewWorld();
        FailOnce(world, "CreateEnv", CloudFault.LostAfter);
        if (isBlind)
        {
            world.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(world.Cloud, static (method, _) =>
                method == nameof(IEnvironmentCloud.ScanAsync) ? new ValueTask<EnvironmentScan>(new EnvironmentScan([], 0, true)) : null);
        }

        await ProvisionAsync(world, world.NewHost());

        world.Cloud.Ledger.Should().HaveCount(orders);
        (await world.TenantsAsync()).Single().State.Should().Be(TenantState.Active);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task Order_SentByAHostThatSleptOverItsSignature_IsRefusedByTheCloud(bool refusesOldSignatures, int orders)
    {
        SimulatedWorld world = NewWorld(new FakeCloudOptions { RefusesOldSignatures = refusesOldSignatures });
        var awake = new TaskCompletionSource();
        world.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(world.Cloud, (method, args) =>
            method == nameof(IEnvironmentCloud.OrderAsync) ? LaterAsync((EnvironmentOrder)args[0]!) : null);
        SimulatedHost sleeper = world.NewHost("sleeper");
        await Verbs.StartAsync(sleeper, "provision");
        Task asleep = sleeper.Pump.RunOnceAsync();
        sleeper.Gate.IsFrozen = true;

        world.CloudSeenByHosts = world.Cloud;
        SimulatedHost other = world.NewHost("other");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.RunToEndAsync(other);
        sleeper.Gate.IsFrozen = false;
        awake.SetResult();
        await asleep.WaitAsync(TimeSpan.FromSeconds(30));

        world.Cloud.Ledger.Should().HaveCount(orders);
        (await world.TenantsAsync()).Single().State.Should().Be(TenantState.Active);

        async ValueTask<EnvironmentId> LaterAsync(EnvironmentOrder order)
        {
            await awake.Task;
            return await world.Cloud.OrderAsync(order, default);
        }
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(0, 2)]
    public async Task Reconcile_OrderThatLandsLate_IsWaitedForAsLongAsItsSignatureIsGood(int windowMinutes, int orders)
    {
        SimulatedWorld world = NewWorld(new FakeCloudOptions { LateBy = TimeSpan.FromSeconds(295), ListLag = TimeSpan.FromSeconds(60) });
        world.Configure += o =>
        {
            o.Provisioning.SignatureWindow = TimeSpan.FromMinutes(windowMinutes);
            o.Provisioning.ClockSkew = windowMinutes == 0 ? TimeSpan.Zero : o.Provisioning.ClockSkew;
            o.Provisioning.CreateVisibility = windowMinutes == 0 ? TimeSpan.Zero : o.Provisioning.CreateVisibility;
        };
        FailOnce(world, "CreateEnv", CloudFault.Late);

        await ProvisionAsync(world, world.NewHost());
        world.Time.Advance(TimeSpan.FromMinutes(10));
        world.Cloud.Settle();

        world.Cloud.Ledger.Should().HaveCount(orders);
    }

    [Fact]
    public async Task Reconcile_FirstScanMissesTheEnvironment_SecondFindsIt()
    {
        SimulatedWorld world = NewWorld();
        FailOnce(world, "CreateEnv", CloudFault.LostAfter);
        DateTimeOffset late = world.Time.GetUtcNow().AddMinutes(8);
        int misses = 0;
        world.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(world.Cloud, (method, _) =>
            method != nameof(IEnvironmentCloud.ScanAsync) ? null
            : world.Time.GetUtcNow() < late || misses++ == 0 ? new ValueTask<EnvironmentScan>(new EnvironmentScan([], 1, world.Time.GetUtcNow() >= late)) : null);

        await ProvisionAsync(world, world.NewHost());

        misses.Should().BeGreaterThan(1);
        world.Cloud.Ledger.Should().ContainSingle();
    }

    [Fact]
    public async Task Reconcile_IncompleteScans_NeverConclude()
    {
        SimulatedWorld world = NewWorld();
        FailOnce(world, "CreateEnv", CloudFault.LostAfter);
        world.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(world.Cloud, static (method, _) =>
            method == nameof(IEnvironmentCloud.ScanAsync) ? new ValueTask<EnvironmentScan>(new EnvironmentScan([], 3, false)) : null);

        await ProvisionAsync(world, world.NewHost());

        world.Cloud.Ledger.Should().ContainSingle();
        (await world.OperationsAsync()).Single().Problem!.Code.Should().Be(ProblemCodes.DeadlinePassed);
    }

    [Fact]
    public async Task Provision_NothingLandedUnderPark_AsksAndOrdersOnceMoreOnResume()
    {
        SimulatedWorld world = NewWorld();
        world.Configure = o => o.Provisioning.OnUnresolvedCreate = UnresolvedCreate.Park;
        FailOnce(world, "CreateEnv", CloudFault.LostBefore);
        SimulatedHost host = world.NewHost();
        await ProvisionAsync(world, host);
        TenantOperation parked = (await world.OperationsAsync()).Single();
        parked.Problem!.Code.Should().Be(ProblemCodes.OrderNotFound);
        world.Cloud.Ledger.Should().BeEmpty();

        await host.Operations.ResumeAsync(parked.Id);
        await world.RunToEndAsync(host);

        world.Cloud.Ledger.Should().ContainSingle();
        (await world.TenantsAsync()).Single().State.Should().Be(TenantState.Active);
    }

    [Fact]
    public async Task Provision_SecondOrderIsLostToo_AsksAgain()
    {
        SimulatedWorld world = NewWorld();
        world.Configure = o => o.Provisioning.OnUnresolvedCreate = UnresolvedCreate.Park;
        int losses = 2;
        world.Cloud.Faults = a => a == "CreateEnv" && losses-- > 0 ? CloudFault.LostBefore : CloudFault.None;
        SimulatedHost host = world.NewHost();
        await ProvisionAsync(world, host);
        TenantOperation parked = (await world.OperationsAsync()).Single();

        await host.Operations.ResumeAsync(parked.Id);
        await world.RunToEndAsync(host);
        (await world.OperationsAsync()).Single().Problem!.Code.Should().Be(ProblemCodes.OrderNotFound, "the consent was for one order");
        world.Cloud.Ledger.Should().BeEmpty();
        await host.Operations.ResumeAsync(parked.Id);
        await world.RunToEndAsync(host);

        world.Cloud.Ledger.Should().ContainSingle();
        (await world.TenantsAsync()).Single().State.Should().Be(TenantState.Active);
    }

    [Fact]
    public async Task Provision_ThrottledOrder_IsOrderedAnewUnderANewSignature()
    {
        SimulatedWorld world = NewWorld();
        FailOnce(world, "CreateEnv", CloudFault.Throttled);

        await ProvisionAsync(world, world.NewHost());

        TenantOperation operation = (await world.OperationsAsync()).Single();
        List<string> signatures = [.. (await world.Store.ReadJournalAsync(operation.Id, 0, default))
            .Where(e => e.Kind == JournalEntryKind.Intent && e.Step == "environment.order").Select(e => e.Data["signedAt"])];
        signatures.Should().HaveCount(2).And.OnlyHaveUniqueItems();
        world.Cloud.Ledger.Should().ContainSingle();
    }

    [Fact]
    public async Task Reconcile_AliasWithoutOurTag_Parks()
    {
        SimulatedWorld world = NewWorld();
        FailOnce(world, "CreateEnv", CloudFault.LostBefore);
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await host.Pump.RunOnceAsync();
        world.Cloud.AddForeign((await world.TenantsAsync()).Single().Alias.Value);

        await world.RunToEndAsync(host);

        (await world.OperationsAsync()).Single().Problem!.Code.Should().Be(ProblemCodes.ForeignEnvironment);
        (await world.TenantsAsync()).Single().EnvironmentId.Should().BeNull();
    }

    [Fact]
    public async Task Reconcile_TwoCandidates_AdoptsTheFirstReportsTheOtherAndAsks()
    {
        SimulatedWorld world = NewWorld();
        FailOnce(world, "CreateEnv", CloudFault.LostAfter);
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await host.Pump.RunOnceAsync();
        world.Time.Advance(TimeSpan.FromSeconds(2));
        FakeEnvironment twin = world.Cloud.AddTwin(world.Cloud.Environments[0]);

        await world.RunToEndAsync(host);
        TenantOperation parked = (await world.OperationsAsync()).Single();
        parked.Problem!.Code.Should().Be(ProblemCodes.Duplicate);
        parked.Problem.Message.Should().Contain(twin.Id.Value);
        await host.Operations.ResumeAsync(parked.Id);
        await world.RunToEndAsync(host);

        Tenant tenant = (await world.TenantsAsync()).Single();
        tenant.State.Should().Be(TenantState.Active);
        tenant.EnvironmentId.Should().Be(world.Cloud.Environments[0].Id);
        (await TwoScansAsync(world, host)).Should().Equal(twin.Id);
    }

    [Fact]
    public async Task Reconcile_IsolatedEnvironment_IsNotAdopted()
    {
        SimulatedWorld world = NewWorld();
        FailOnce(world, "CreateEnv", CloudFault.LostAfter);
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await host.Pump.RunOnceAsync();
        world.Cloud.Environments.Single().IsolatedAt = world.Time.GetUtcNow();

        await world.RunToEndAsync(host);

        (await world.OperationsAsync()).Single().Problem!.Code.Should().Be(ProblemCodes.UnusableOrder);
    }

    [Fact]
    public async Task Order_CloudReturnsAnEnvironmentThatIsBound_ParksAndBindsNothing()
    {
        SimulatedWorld world = NewWorld();
        SimulatedHost host = world.NewHost();
        await ProvisionAsync(world, host);
        EnvironmentId taken = world.Cloud.Environments.Single().Id;
        world.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(world.Cloud, (method, _) =>
            method == nameof(IEnvironmentCloud.OrderAsync) ? new ValueTask<EnvironmentId>(taken) : null);
        SimulatedHost confused = world.NewHost("confused");

        await Assert.ThrowsAsync<ProvisioningPendingException>(() => confused.Provisioner.EnsureAsync(
            TenantId.Parse("another"), TenantSpec.Default, new EnsureOptions { Patience = TimeSpan.Zero }).AsTask());
        await world.RunToEndAsync(confused);

        Tenant another = (await world.TenantsAsync()).Single(t => t.Id.Value == "another");
        another.State.Should().Be(TenantState.Parked);
        another.EnvironmentId.Should().BeNull();
        (await world.OperationsAsync()).Single(o => o.State == OperationState.Parked).Problem!.Code.Should().Be(ProblemCodes.BindingRefused);
    }

    [Fact]
    public async Task DuplicateFinder_OrderOfUnknownOutcome_IsNoDuplicate()
    {
        SimulatedWorld world = NewWorld();
        FailOnce(world, "CreateEnv", CloudFault.LostAfter);
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await host.Pump.RunOnceAsync();

        (await TwoScansAsync(world, host)).Should().BeEmpty();
    }

    [Fact]
    public async Task DuplicateFinder_DuplicateRenamedInTheConsole_IsFoundByItsTag()
    {
        SimulatedWorld world = NewWorld();
        SimulatedHost host = world.NewHost();
        await ProvisionAsync(world, host);
        FakeEnvironment bought = world.Cloud.Environments[0];
        FakeEnvironment[] twins = [world.Cloud.AddTwin(bought, renamedTo: "renamed-by-hand"), world.Cloud.AddTwin(bought, renamedTo: "renamed-again")];
        world.Cloud.AddForeign("somebody-elses");

        (await TwoScansAsync(world, host)).Should().BeEquivalentTo(twins.Select(t => t.Id));
    }

    [Fact]
    public async Task DuplicateFinder_FailedScan_IsNoSighting()
    {
        SimulatedWorld world = NewWorld();
        SimulatedHost host = world.NewHost();
        await ProvisionAsync(world, host);
        world.Cloud.AddTwin(world.Cloud.Environments[0]);
        DuplicateFinder finder = host.Get<DuplicateFinder>();
        FailOnce(world, "DescribeEnvs", CloudFault.LostBefore);
        await Assert.ThrowsAsync<CloudUnavailableException>(() => finder.RunOnceAsync());
        world.Time.Advance(TimeSpan.FromHours(2));

        (await finder.RunOnceAsync()).Should().BeEmpty();
        world.Time.Advance(TimeSpan.FromHours(2));
        (await finder.RunOnceAsync()).Should().ContainSingle();
    }

    private static async Task<IReadOnlyList<EnvironmentId>> TwoScansAsync(SimulatedWorld world, SimulatedHost host)
    {
        DuplicateFinder finder = host.Get<DuplicateFinder>();
        await finder.RunOnceAsync();
        world.Time.Advance(TimeSpan.FromHours(1));
        return await finder.RunOnceAsync();
    }

    private static SimulatedWorld NewWorld(FakeCloudOptions? cloud = null) =>
        new(cloud: cloud) { Configure = o => o.Provisioning.OnUnresolvedCreate = UnresolvedCreate.CreateAgain };

    private static void FailOnce(SimulatedWorld world, string action, CloudFault fault)
    {
        bool isDone = false;
        world.Cloud.Faults = a =>
        {
            if (a != action || isDone)
            {
                return CloudFault.None;
            }

            isDone = true;
            return fault;
        };
    }

    private static async Task ProvisionAsync(SimulatedWorld world, SimulatedHost host)
    {
        await Verbs.StartAsync(host, "provision");
        await world.RunToEndAsync(host);
    }
}
