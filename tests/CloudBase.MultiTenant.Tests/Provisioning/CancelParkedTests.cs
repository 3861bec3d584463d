using System.Reflection;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.Tests.Operations;

namespace CloudBase.MultiTenant.Tests.Provisioning;

/// <summary>Cancelling is a way out of everything that is parked (P8), and says what it leaves as it is.</summary>
public sealed class CancelParkedTests
{
    private static readonly Dictionary<string, (Func<SimulatedWorld, Task<SimulatedHost>> Park, string? Left)> Cases = new()
    {
        [ProblemCodes.BindingRefused] = (ParkOnBindingRefusedAsync, "cannot be used"),
        [ProblemCodes.DeadlinePassed] = (ParkOnDeadlineAsync, "in search of the alias"),
        [ProblemCodes.NotDelivered] = (ParkOnNotDeliveredAsync, null),
        [ProblemCodes.DeliveryFailed] = (ParkOnDeliveryFailedAsync, null),
        [ProblemCodes.EnvironmentStopped] = (ParkOnStoppedAsync, null),
        [ProblemCodes.EnvironmentGone] = (ParkOnGoneAsync, "do not know"),
        [ProblemCodes.OrderNotFound] = (ParkOnOrderNotFoundAsync, "no environment with the alias"),
        [ProblemCodes.ForeignEnvironment] = (ParkOnForeignAsync, "without our tag"),
        [ProblemCodes.Duplicate] = (ParkOnDuplicateAsync, "and nobody's"),
        [ProblemCodes.UnusableOrder] = (ParkOnUnusableAsync, "cannot be used"),
        [ProblemCodes.DeletionBudget] = (ParkOnBudgetAsync, null),
        [ProblemCodes.UnexpectedError] = (ParkOnUnexpectedAsync, null),
        [ProblemCodes.AllocatorMissing] = (ParkOnAllocatorMissingAsync, null),
        [ProblemCodes.StrategyMissing] = (ParkOnStrategyMissingAsync, null),
    };

    // Those of pool members and of templates are parked with parts that these worlds do not have.
    public static TheoryData<string> Codes() => [.. typeof(ProblemCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (string)f.GetValue(null)!).Except([ProblemCodes.PoolFenceStale, ProblemCodes.PoolMemberGone, ProblemCodes.TemplateMismatch, ProblemCodes.TemplateMissing])];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Cancel_WhatIsParked_EndsItAndNamesWhatIsLeft(string code)
    {
        Cases.Should().ContainKey(code, "every code that parks needs a way to be cancelled");
        SimulatedWorld world = NewWorld();
        SimulatedHost host = await Cases[code].Park(world);
        TenantOperation parked = (await world.OperationsAsync()).Single(o => o.State == OperationState.Parked);
        parked.Problem!.Code.Should().Be(code);

        // What is in flight is looked for as long as a deadline lasts; cancelled once more, it is left.
        TenantOperation ended = await CancelAsync(world, host, parked);
        ended.State.Should().Be(code == ProblemCodes.DeadlinePassed ? OperationState.Parked : OperationState.Cancelled);
        if (!ended.IsFinal)
        {
            ended.Problem!.WayOut.Should().Contain("cancel it once more");
            ended = await CancelAsync(world, host, ended);
        }

        ended.State.Should().Be(OperationState.Cancelled);
        Tenant tenant = (await world.TenantsAsync()).Single(t => t.Key == ended.Tenant);
        tenant.CurrentOperation.Should().BeNull();
        if (Cases[code].Left is { } left)
        {
            tenant.StateReason.Should().Contain("left as it is").And.Contain(left);
            ended.Result.Values.Values.Should().ContainSingle(v => v.Contains(left));
        }
        else
        {
            ended.Result.Values.Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Cancel_UnusableOrder_LeavesTheEnvironmentAloneAndTheTenantMayBeginAgain()
    {
        SimulatedWorld world = NewWorld();
        SimulatedHost host = await ParkOnUnusableAsync(world);
        await CancelAsync(world, host, (await world.OperationsAsync()).Single());

        Tenant tenant = (await world.TenantsAsync()).Single();
        tenant.State.Should().Be(TenantState.Cancelled);
        tenant.StateReason.Should().Contain(world.Cloud.Environments.Single().Id.Value);
        world.Cloud.Calls.Should().NotContain("DestroyEnv");
        await Verbs.StartAsync(host, "provision");
        await world.RunToEndAsync(host);
        (await host.Directory.GetAsync(Verbs.User)).Should().Match<Tenant>(t => t.State == TenantState.Active && t.Key.Generation == 2);
    }

    [Fact]
    public async Task Cancel_ParkedInTheCallItself_IsNotMadeToAskTheSameAgain()
    {
        SimulatedWorld world = NewWorld();
        world.PolicyIsTaken = static _ => true;
        SimulatedHost host = world.NewHost();
        await RunAsync(world, host, "provision");
        TenantOperation parked = (await world.OperationsAsync()).Single();
        parked.Problem!.Code.Should().Be("PolicyTaken");

        (await CancelAsync(world, host, parked)).State.Should().Be(OperationState.Cancelled);
        world.Identities.Users.Should().BeEmpty("the user was made before, and is undone");
    }

    [Fact]
    public async Task Cancel_UndoingIsRefused_ParksAndCancelledOnceMoreLeavesThatOnly()
    {
        SimulatedWorld world = NewWorld();
        world.VerifyIsUnclear = static () => true;
        world.Identities.Faults = static a => a == "RemoveUser" ? CloudFault.LostBefore : CloudFault.None;
        SimulatedHost host = world.NewHost();
        await RunAsync(world, host, "provision");
        TenantOperation parked = (await world.OperationsAsync()).Single();

        TenantOperation again = await CancelAsync(world, host, parked);
        again.State.Should().Be(OperationState.Parked);
        again.Problem!.Step.Should().Be("fake.user~undo");
        TenantOperation ended = await CancelAsync(world, host, again);

        ended.State.Should().Be(OperationState.Cancelled);
        (await host.Directory.GetAsync(Verbs.User)).StateReason.Should().Contain("'fake.user'").And.Contain("could not be done");
        world.Identities.Users.Values.Single().Keys.Should().BeEmpty("what could be undone is");
    }

    [Fact]
    public async Task Cancel_StrategyTakenAwayAfterItsSteps_CancelledOnceMoreNamesThem()
    {
        SimulatedWorld world = NewWorld();
        world.VerifyIsUnclear = static () => true;
        await RunAsync(world, world.NewHost(), "provision");
        TenantOperation parked = (await world.OperationsAsync()).Single();
        Tenant tenant = (await world.TenantsAsync()).Single();
        await world.Store.CommitAsync(
            ChangeSet.Of(new StoreChange.UpdateTenant(tenant with { Spec = tenant.Spec with { Isolation = new IsolationKind("Gone") }, Isolation = [] })), default);
        SimulatedHost host = world.NewHost("without");

        TenantOperation again = await CancelAsync(world, host, parked);
        again.Problem!.Code.Should().Be(ProblemCodes.StrategyMissing);
        TenantOperation ended = await CancelAsync(world, host, again);

        ended.State.Should().Be(OperationState.Cancelled);
        (await host.Directory.GetAsync(Verbs.User)).StateReason.Should().Contain("'fake.user'").And.Contain("'fake.key'");
    }

    [Theory]
    [InlineData("suspend", false, true)]
    [InlineData("reactivate", true, true)]
    [InlineData("reactivate", false, false)]
    public async Task Cancel_ParkedVerbUnderAutoRenewal_RenewsAsTheTenantsStateAsks(string verb, bool renewSuspended, bool renews)
    {
        SimulatedWorld world = NewWorld();
        world.Configure += o => (o.Renewal.Policy, o.Renewal.RenewSuspended) = (RenewalPolicy.Auto, renewSuspended);
        await Verbs.ArrangeAsync(world, verb);
        Tenant tenant = (await world.TenantsAsync()).Single();
        await world.Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateTenant(tenant with { Isolation = [new IsolationBinding(new IsolationKind("Gone"), default, StepData.Empty)] })), default);
        SimulatedHost host = world.NewHost();
        await RunAsync(world, host, verb);

        TenantOperation ended = await CancelAsync(world, host, (await world.OperationsAsync()).Single(o => o.State == OperationState.Parked));

        ended.State.Should().Be(OperationState.Cancelled);
        world.Cloud.Environments.Single().AutoRenews.Should().Be(renews);
        (await host.Directory.GetAsync(Verbs.User)).CloudRenewsItself.Should().Be(renews);
    }

    [Fact]
    public async Task Cancel_TagThatCannotGoYet_LeavesItAndSaysSo()
    {
        SimulatedWorld world = NewWorld();
        await RunAsync(world, world.NewHost(), "provision");
        SimulatedHost host = world.NewHost();
        await RunAsync(world, host, "deprovision");
        TenantOperation release = (await world.OperationsAsync()).Single(o => o.Kind == OperationKind.ReleaseMarker);
        world.Time.SetUtcNow(release.DueAt);
        world.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(world.Cloud, static (method, _) =>
            method == nameof(IEnvironmentCloud.TryRemoveMarkerAsync) ? new ValueTask<bool>(false) : null);
        SimulatedHost carried = world.NewHost("carried");
        await carried.Pump.RunOnceAsync();

        TenantOperation ended = await CancelAsync(world, carried, release);

        ended.State.Should().Be(OperationState.Cancelled);
        ended.Result.Values.Values.Single().Should().Contain("stays in the account");
    }

    private static async Task<TenantOperation> CancelAsync(SimulatedWorld world, SimulatedHost host, TenantOperation operation)
    {
        await host.Operations.CancelAsync(operation.Id);
        await world.RunToEndAsync(host);
        return (await host.Operations.FindAsync(operation.Id))!;
    }

    private static async Task<SimulatedHost> ParkOnBindingRefusedAsync(SimulatedWorld world)
    {
        await RunAsync(world, world.NewHost("first"), "provision");
        EnvironmentId taken = world.Cloud.Environments.Single().Id;
        world.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(world.Cloud, (method, args) =>
            method == nameof(IEnvironmentCloud.OrderAsync) ? new ValueTask<EnvironmentId>(taken)
            : method == nameof(IEnvironmentCloud.ScanAsync) ? TakenScanAsync(world, taken) : null);
        SimulatedHost confused = world.NewHost("confused");
        await Record.ExceptionAsync(() => confused.Provisioner.EnsureAsync(
            TenantId.Parse("another"), TenantSpec.Default, new EnsureOptions { Patience = TimeSpan.Zero }).AsTask());
        await world.RunToEndAsync(confused);
        return confused;
    }

    // The cloud goes on saying that the other tenant's environment is this order's.
    private static async ValueTask<EnvironmentScan> TakenScanAsync(SimulatedWorld world, EnvironmentId taken)
    {
        Tenant another = (await world.TenantsAsync()).Single(t => t.Id.Value == "another");
        EnvironmentScan scan = await world.Cloud.ScanAsync(default);
        return scan with
        {
            Environments = [.. scan.Environments.Select(e => e.Id != taken ? e : e with
            {
                Alias = another.Alias.Value, Tags = new Dictionary<string, string> { ["cbmt"] = another.Marker },
            })],
        };
    }

    private static async Task<SimulatedHost> ParkOnDeadlineAsync(SimulatedWorld world)
    {
        FailOnce(world, "CreateEnv", CloudFault.LostAfter);
        world.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(world.Cloud, static (method, _) =>
            method == nameof(IEnvironmentCloud.ScanAsync) ? new ValueTask<EnvironmentScan>(new EnvironmentScan([], 3, false)) : null);
        return await RunAsync(world, world.NewHost(), "provision");
    }

    private static async Task<SimulatedHost> ParkOnNotDeliveredAsync(SimulatedWorld world)
    {
        world.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(world.Cloud, static (method, _) =>
            method == nameof(IEnvironmentCloud.FindAsync) ? new ValueTask<CloudEnvironment?>((CloudEnvironment?)null) : null);
        return await RunAsync(world, world.NewHost(), "provision");
    }

    private static async Task<SimulatedHost> ParkOnDeliveryFailedAsync(SimulatedWorld world)
    {
        world.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(world.Cloud, static (method, args) =>
            method == nameof(IEnvironmentCloud.FindBillingAsync)
                ? new ValueTask<EnvironmentBilling?>(new EnvironmentBilling { Id = (EnvironmentId)args[0]!, Delivery = DeliveryState.Failed }) : null);
        return await RunAsync(world, world.NewHost(), "provision");
    }

    private static async Task<SimulatedHost> ParkOnStoppedAsync(SimulatedWorld world)
    {
        world.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(world.Cloud, static (method, args) =>
            method == nameof(IEnvironmentCloud.FindBillingAsync)
                ? new ValueTask<EnvironmentBilling?>(new EnvironmentBilling { Id = (EnvironmentId)args[0]!, IsIsolated = true }) : null);
        return await RunAsync(world, world.NewHost(), "provision");
    }

    private static async Task<SimulatedHost> ParkOnGoneAsync(SimulatedWorld world)
    {
        SimulatedHost host = await RunAsync(world, world.NewHost(), "provision");
        FailOnce(world, "ModifyEnvPlan", CloudFault.LostAfter);
        await Verbs.StartAsync(host, "change-plan");
        await host.Pump.RunOnceAsync();
        world.Cloud.Environments.Single().IsPurged = true;
        world.Cloud.Environments.Single().IsolatedAt = DateTimeOffset.MinValue;
        await world.RunToEndAsync(host);
        return host;
    }

    private static Task<SimulatedHost> ParkOnOrderNotFoundAsync(SimulatedWorld world)
    {
        FailOnce(world, "CreateEnv", CloudFault.LostBefore);
        return RunAsync(world, world.NewHost(), "provision");
    }

    private static async Task<SimulatedHost> ParkOnForeignAsync(SimulatedWorld world)
    {
        FailOnce(world, "CreateEnv", CloudFault.LostBefore);
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await host.Pump.RunOnceAsync();
        world.Cloud.AddForeign((await world.TenantsAsync()).Single().Alias.Value);
        await world.RunToEndAsync(host);
        return host;
    }

    private static async Task<SimulatedHost> ParkOnDuplicateAsync(SimulatedWorld world)
    {
        FailOnce(world, "CreateEnv", CloudFault.LostAfter);
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await host.Pump.RunOnceAsync();
        world.Cloud.AddTwin(world.Cloud.Environments[0]);
        await world.RunToEndAsync(host);
        return host;
    }

    private static async Task<SimulatedHost> ParkOnUnusableAsync(SimulatedWorld world)
    {
        FailOnce(world, "CreateEnv", CloudFault.LostAfter);
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await host.Pump.RunOnceAsync();
        world.Cloud.Environments.Single().IsolatedAt = world.Time.GetUtcNow();
        await world.RunToEndAsync(host);
        return host;
    }

    private static async Task<SimulatedHost> ParkOnBudgetAsync(SimulatedWorld world)
    {
        SimulatedHost host = await RunAsync(world, world.NewHost(), "provision");
        world.Cloud.Options.MaxDeletionsMonthly = 0;
        return await RunAsync(world, host, "deprovision");
    }

    private static async Task<SimulatedHost> ParkOnUnexpectedAsync(SimulatedWorld world)
    {
        world.VerifyIsUnclear = static () => throw new InvalidCastException();
        return await RunAsync(world, world.NewHost(), "provision");
    }

    private static Task<SimulatedHost> ParkOnAllocatorMissingAsync(SimulatedWorld world)
    {
        world.Configure += static o => o.Provisioning.Source = EnvironmentSource.Allocate;
        return RunAsync(world, world.NewHost(), "provision");
    }

    private static async Task<SimulatedHost> ParkOnStrategyMissingAsync(SimulatedWorld world)
    {
        SimulatedHost host = await RunAsync(world, world.NewHost(), "provision");
        Tenant tenant = (await world.TenantsAsync()).Single();
        await world.Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateTenant(tenant with { Isolation = [new IsolationBinding(new IsolationKind("Gone"), default, StepData.Empty)] })), default);
        return await RunAsync(world, host, "suspend");
    }

    private static async Task<SimulatedHost> RunAsync(SimulatedWorld world, SimulatedHost host, string verb)
    {
        await Verbs.StartAsync(host, verb);
        await world.RunToEndAsync(host);
        return host;
    }

    private static SimulatedWorld NewWorld() => new() { Configure = static o => o.Provisioning.OnUnresolvedCreate = UnresolvedCreate.Park };

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
}
