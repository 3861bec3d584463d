using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.Tests.Operations;

namespace CloudBase.MultiTenant.Tests.Provisioning;

/// <summary>A person pays in the console while a renewal or a change of plan is parked or waits: what goes on afterwards looks anew and buys nothing.</summary>
public sealed class PaidByHandTests
{
    [Theory]
    [InlineData("renew")]
    [InlineData("change-plan")]
    public async Task Resume_PaidInTheConsoleMeanwhile_IsDoneAndOrdersNothing(string verb)
    {
        SimulatedWorld world = await ParkedAsync(verb);
        SimulatedHost host = world.NewHost();
        PayByHand(world, verb);
        world.Time.Advance(TimeSpan.FromHours(5));

        await ResumeAsync(world, host, verb);

        await RequireDoneWithoutAnOrderAsync(world, verb, "resumed");
    }

    [Theory]
    [InlineData("renew")]
    [InlineData("change-plan")]
    public async Task Retry_PaidInTheConsoleWhileItWaited_IsDoneAndOrdersNothing(string verb)
    {
        var world = new SimulatedWorld();
        await Verbs.ArrangeAsync(world, verb);
        string action = Action(verb);
        world.Cloud.Faults = a => a == action ? CloudFault.Throttled : CloudFault.None;
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, verb);
        await host.Pump.RunOnceAsync();
        await host.Pump.RunOnceAsync();
        (await LastAsync(world, verb)).State.Should().Be(OperationState.Waiting);
        world.Cloud.Faults = static _ => CloudFault.None;
        PayByHand(world, verb);

        await world.RunToEndAsync(host);

        await RequireDoneWithoutAnOrderAsync(world, verb, "tried again");
    }

    [Theory]
    [InlineData("renew", true)]
    [InlineData("renew", false)]
    [InlineData("change-plan", true)]
    [InlineData("change-plan", false)]
    public async Task Resume_CrashedAtEveryAwait_PaysOnceInAllWhoeverPays(string verb, bool isPaidByHand)
    {
        int swept = 0;
        for (int n = 1; ; n++)
        {
            SimulatedWorld world = await ParkedAsync(verb, UnresolvedCreate.CreateAgain);
            if (isPaidByHand)
            {
                PayByHand(world, verb);
            }

            SimulatedHost first = world.NewHost("first", new CrashGate(n));
            Task resuming = ResumeAsync(world, first, verb);
            if (resuming.IsCompleted)
            {
                await resuming;
            }

            if (!first.Gate.IsCrashed)
            {
                break;
            }

            swept++;
            SimulatedHost second = world.NewHost("second");
            if ((await LastAsync(world, verb)).State == OperationState.Parked)
            {
                await second.Operations.ResumeAsync((await LastAsync(world, verb)).Id);
            }

            await world.RunToEndAsync(second);
            world.Cloud.Ledger.Count(l => l.Kind == verb).Should().Be(isPaidByHand ? 0 : 1, $"crashed at await {n}");
            (await LastAsync(world, verb)).State.Should().Be(OperationState.Succeeded, $"crashed at await {n}");
        }

        swept.Should().BeGreaterThan(5);
    }

    [Theory]
    [InlineData("renew")]
    [InlineData("change-plan")]
    public async Task Resume_EnvironmentIsIsolatedByNow_AsksAndPaysNothing(string verb)
    {
        SimulatedWorld world = await ParkedAsync(verb);
        world.Cloud.Environments.Single().IsolatedAt = world.Time.GetUtcNow();

        await ResumeAsync(world, world.NewHost(), verb);

        (await LastAsync(world, verb)).Problem!.Code.Should().Be(ProblemCodes.EnvironmentStopped);
        world.Cloud.Ledger.Should().ContainSingle("only the environment itself was bought");
    }

    [Theory]
    [InlineData("renew")]
    [InlineData("change-plan")]
    public async Task Resume_BooksDoNotSayWhatIsPaid_WaitsForThemAndThenOrdersOnce(string verb)
    {
        SimulatedWorld world = await ParkedAsync(verb);
        bool isSilent = true;
        world.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(world.Cloud, (method, arguments) => isSilent && method == nameof(IEnvironmentCloud.FindBillingAsync)
            ? new ValueTask<EnvironmentBilling?>(new EnvironmentBilling { Id = (EnvironmentId)arguments[0]! }) : null);
        SimulatedHost host = world.NewHost();
        await host.Operations.ResumeAsync((await LastAsync(world, verb)).Id);
        await host.Pump.RunOnceAsync();
        world.Cloud.Ledger.Should().ContainSingle("what the books do not say may have been paid");
        (await LastAsync(world, verb)).State.Should().Be(OperationState.Waiting);

        isSilent = false;
        await world.RunToEndAsync(host);

        world.Cloud.Ledger.Select(l => l.Kind).Should().Equal("create", verb);
    }

    [Theory]
    [InlineData("renew", CloudFault.NoBalance)]
    [InlineData("renew", CloudFault.LostBefore)]
    [InlineData("change-plan", CloudFault.NoBalance)]
    [InlineData("change-plan", CloudFault.LostBefore)]
    public async Task Resume_AtOnceAfterPayingInTheConsole_WaitsAsLongAsTheBooksMayLagAndOrdersNothing(string verb, CloudFault fault)
    {
        SimulatedWorld world = await ParkedAsync(verb, fault: fault);
        FakeEnvironment environment = world.Cloud.Environments.Single();
        environment.Books = (world.Time.GetUtcNow() + TimeSpan.FromMinutes(1), environment.PackageId, environment.PaidUntil);
        PayByHand(world, verb);

        await ResumeAsync(world, world.NewHost(), verb);

        world.Cloud.Ledger.Select(l => l.Kind).Should().Equal(["create"], "the books show within two minutes what was paid before it was resumed");
        (await LastAsync(world, verb)).State.Should().Be(OperationState.Succeeded);
    }

    private static async Task<SimulatedWorld> ParkedAsync(string verb, UnresolvedCreate choice = UnresolvedCreate.Park, CloudFault fault = CloudFault.NoBalance)
    {
        var world = new SimulatedWorld { Configure = o => o.Provisioning.OnUnresolvedCreate = choice };
        await Verbs.ArrangeAsync(world, verb);
        string action = Action(verb);
        world.Cloud.Faults = a => a == action ? fault : CloudFault.None;
        SimulatedHost host = world.NewHost("parks");
        await Verbs.StartAsync(host, verb);
        await world.RunToEndAsync(host);
        (await LastAsync(world, verb)).State.Should().Be(OperationState.Parked);
        world.Cloud.Faults = static _ => CloudFault.None;
        return world;
    }

    private static void PayByHand(SimulatedWorld world, string verb)
    {
        FakeEnvironment environment = world.Cloud.Environments.Single();
        if (verb == "renew")
        {
            environment.PaidUntil = environment.PaidUntil.AddMonths(1);
        }
        else
        {
            environment.PackageId = "baas_pf_standard";
        }
    }

    private static async Task ResumeAsync(SimulatedWorld world, SimulatedHost host, string verb)
    {
        await host.Operations.ResumeAsync((await LastAsync(world, verb)).Id);
        await world.RunToEndAsync(host);
    }

    private static async Task RequireDoneWithoutAnOrderAsync(SimulatedWorld world, string verb, string because)
    {
        TenantOperation operation = await LastAsync(world, verb);
        world.Cloud.Ledger.Select(l => l.Kind).Should().Equal(["create"], because);
        operation.State.Should().Be(OperationState.Succeeded, because);
        Tenant tenant = (await world.TenantsAsync()).Single();
        FakeEnvironment environment = world.Cloud.Environments.Single();
        (tenant.CurrentOperation, tenant.PaidUntil, tenant.Spec.PackageId).Should().Be((null, environment.PaidUntil, environment.PackageId), because);
        IReadOnlyList<JournalEntry> journal = await world.Store.ReadJournalAsync(operation.Id, 0, default);
        journal.Count(e => e.Kind == JournalEntryKind.Reconciled && e.Note!.Contains("somebody else paid")).Should().Be(1, because);
    }

    private static string Action(string verb) => verb == "renew" ? "RenewEnv" : "ModifyEnvPlan";

    private static async Task<TenantOperation> LastAsync(SimulatedWorld world, string verb) =>
        (await world.OperationsAsync()).Single(o => o.Kind == (verb == "renew" ? OperationKind.Renew : OperationKind.ChangePlan));
}
