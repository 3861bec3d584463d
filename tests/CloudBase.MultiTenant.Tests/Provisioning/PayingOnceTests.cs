using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.Tests.Operations;

namespace CloudBase.MultiTenant.Tests.Provisioning;

/// <summary>Renewals and changes of plan pay too: never twice for one intent, however late the order lands and however long the books lag.</summary>
public sealed class PayingOnceTests
{
    public static TheoryData<string, CloudFault> Losses()
    {
        var data = new TheoryData<string, CloudFault>();
        foreach (string verb in new[] { "renew", "change-plan" })
        {
            data.Add(verb, CloudFault.LostAfter);
            data.Add(verb, CloudFault.Late);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Pay_ReplyLost_IsFoundInTheBooks(string verb, CloudFault fault)
    {
        SimulatedWorld world = await ArrangeAsync(verb, fault, UnresolvedCreate.Park);

        await RunAsync(world, world.NewHost(), verb);

        world.Cloud.Ledger.Where(l => l.Kind == verb).Should().ContainSingle();
        (await LastAsync(world, verb)).State.Should().Be(OperationState.Succeeded);
    }

    [Theory]
    [InlineData("renew")]
    [InlineData("change-plan")]
    public async Task Pay_BooksShowNothing_AsksAndPaysOnceMoreForEachConsent(string verb)
    {
        SimulatedWorld world = await ArrangeAsync(verb, CloudFault.LostBefore, UnresolvedCreate.Park, times: 2);
        SimulatedHost host = world.NewHost();
        await RunAsync(world, host, verb);
        TenantOperation parked = await LastAsync(world, verb);
        parked.Problem!.Code.Should().Be(ProblemCodes.OrderNotFound);

        await ResumeAsync(world, host, parked);
        (await LastAsync(world, verb)).Problem!.Code.Should().Be(ProblemCodes.OrderNotFound, "the consent was for one attempt, which was lost too");
        world.Cloud.Ledger.Should().NotContain(l => l.Kind == verb);
        await ResumeAsync(world, host, parked);

        world.Cloud.Ledger.Where(l => l.Kind == verb).Should().ContainSingle();
        (await LastAsync(world, verb)).State.Should().Be(OperationState.Succeeded);
    }

    [Theory]
    [InlineData("renew")]
    [InlineData("change-plan")]
    public async Task Pay_BooksShowNothingUnderCreateAgain_PaysAgainAfterTwoLooks(string verb)
    {
        SimulatedWorld world = await ArrangeAsync(verb, CloudFault.LostBefore, UnresolvedCreate.CreateAgain);

        await RunAsync(world, world.NewHost(), verb);

        world.Cloud.Ledger.Where(l => l.Kind == verb).Should().ContainSingle();
        (await world.Store.ReadJournalAsync((await LastAsync(world, verb)).Id, 0, default)).Should().Contain(e => e.Note != null && e.Note.Contains("looking once more"));
    }

    [Theory]
    [InlineData("renew")]
    [InlineData("change-plan")]
    public async Task Pay_BooksLagLongerThanEveryBound_IsNotPaidAgain(string verb)
    {
        SimulatedWorld world = await ArrangeAsync(verb, CloudFault.LostAfter, UnresolvedCreate.Park);
        world.Cloud.Options.BooksLag = TimeSpan.FromHours(3);
        SimulatedHost host = world.NewHost();
        await RunAsync(world, host, verb);
        TenantOperation parked = await LastAsync(world, verb);
        parked.State.Should().Be(OperationState.Parked);
        world.Time.Advance(TimeSpan.FromHours(4));

        await ResumeAsync(world, host, parked);

        world.Cloud.Ledger.Where(l => l.Kind == verb).Should().ContainSingle();
        (await LastAsync(world, verb)).State.Should().Be(OperationState.Succeeded);
    }

    [Theory]
    [InlineData("renew")]
    [InlineData("change-plan")]
    public async Task Pay_OneLookMissesIt_TheSecondFindsIt(string verb)
    {
        SimulatedWorld world = await ArrangeAsync(verb, CloudFault.LostAfter, UnresolvedCreate.CreateAgain);

        // Past the signature and the bound on visibility, and before the second look: 7.5 minutes, and 10 seconds more.
        world.Cloud.Options.BooksLag = TimeSpan.FromSeconds(455);

        await RunAsync(world, world.NewHost(), verb);

        world.Cloud.Ledger.Where(l => l.Kind == verb).Should().ContainSingle();
    }

    private static async Task<SimulatedWorld> ArrangeAsync(string verb, CloudFault fault, UnresolvedCreate choice, int times = 1)
    {
        var world = new SimulatedWorld { Configure = o => o.Provisioning.OnUnresolvedCreate = choice };
        await Verbs.ArrangeAsync(world, verb);
        string action = verb == "renew" ? "RenewEnv" : "ModifyEnvPlan";
        world.Cloud.Faults = a => a == action && times-- > 0 ? fault : CloudFault.None;
        return world;
    }

    private static async Task RunAsync(SimulatedWorld world, SimulatedHost host, string verb)
    {
        await Verbs.StartAsync(host, verb);
        await world.RunToEndAsync(host);
    }

    private static async Task ResumeAsync(SimulatedWorld world, SimulatedHost host, TenantOperation parked)
    {
        await host.Operations.ResumeAsync(parked.Id);
        await world.RunToEndAsync(host);
    }

    private static async Task<TenantOperation> LastAsync(SimulatedWorld world, string verb) =>
        (await world.OperationsAsync()).Single(o => o.Kind == (verb == "renew" ? OperationKind.Renew : OperationKind.ChangePlan));
}
