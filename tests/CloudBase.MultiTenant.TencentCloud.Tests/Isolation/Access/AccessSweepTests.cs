using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation.Access;

/// <summary>Suspended and reactivated by hosts that crash anywhere, and cancelled anywhere: it ends as if nothing had happened, or as it was before.</summary>
public sealed class AccessSweepTests
{
    private const int Stride = 5;

    public static TheoryData<string, string> Verbs() => new()
    {
        { "CamSubAccount", "suspend" },
        { "CamSubAccount", "reactivate" },
        { "CamSubAccount", "reactivate, key deleted meanwhile" },
        { "WhiteLabel", "suspend" },
        { "WhiteLabel", "reactivate" },
    };

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Verb_CrashedAtEveryAwait_EndsAsIfNothingHadHappened(string isolation, string verb)
    {
        string expected = await EndAsync(isolation, verb);
        int n = 1;
        for (; ; n++)
        {
            AccessWorld world = await AccessWorld.BeforeAsync(isolation, verb);
            if (!await BeginAsync(world, verb, n))
            {
                break;
            }

            SimulatedHost second = world.NewHost("second");
            await world.BeginAsync(second, verb);
            await world.Simulated.RunToEndAsync(second);
            (await world.DescribeAsync()).Should().Be(expected, $"a crash at await {n} must not show");
        }

        n.Should().BeGreaterThan(10);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Verb_CrashedThenCancelledByWhoCrashesToo_EndsDoneOrAsItWasBefore(string isolation, string verb)
    {
        string done = await EndAsync(isolation, verb);
        string before = await (await AccessWorld.BeforeAsync(isolation, verb)).DescribeAsync();
        HashSet<OperationState?> ends = [];
        for (int n = 1; await RunAsync(n, null) is not (false, _); n++)
        {
            for (int m = 1 + (n % Stride); await RunAsync(n, m) is (_, true); m += Stride)
            {
            }
        }

        ends.Should().Contain(OperationState.Cancelled);

        async Task<(bool IsFirstCrashed, bool IsSecondCrashed)> RunAsync(int first, int? second)
        {
            AccessWorld world = await AccessWorld.BeforeAsync(isolation, verb);
            bool isFirstCrashed = await BeginAsync(world, verb, first);
            SimulatedHost two = world.NewHost("second", new CrashGate(second));
            Task cancelling = world.CancelAsync(two, verb);
            if (cancelling.IsCompleted)
            {
                await cancelling;
            }

            await world.CancelAsync(world.NewHost("third"), verb);
            await RequireAsync(world, verb, done, before, ends, $"a crash at await {first}, then one at {second} of who cancels");
            return (isFirstCrashed, two.Gate.IsCrashed);
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Verb_CancelledAnywhereWhileItsHostWorks_EndsDoneOrAsItWasBefore(string isolation, string verb)
    {
        string done = await EndAsync(isolation, verb);
        string before = await (await AccessWorld.BeforeAsync(isolation, verb)).DescribeAsync();
        HashSet<OperationState?> ends = [];
        for (int n = 1; ; n++)
        {
            AccessWorld world = await AccessWorld.BeforeAsync(isolation, verb);
            var turns = new TurnTable(new Random(1));
            SimulatedHost working = world.NewHost("working", new CrashGate(null, turns));
            Task work = WorkAsync(world, working, verb);
            for (int i = 1; i < n && turns.Next(); i++)
            {
            }

            if (work.IsCompleted)
            {
                break;
            }

            if (await world.OperationAsync(verb) is { IsFinal: false } operation)
            {
                await world.NewHost("cancelling").Operations.CancelAsync(operation.Id, default);
            }

            while (turns.Next())
            {
            }

            await work;
            await world.CancelAsync(world.NewHost("last"), verb);
            await RequireAsync(world, verb, done, before, ends, $"cancelled at gate {n}");
        }

        ends.Should().Contain(OperationState.Cancelled);
    }

    [Theory]
    [InlineData("CamSubAccount")]
    [InlineData("WhiteLabel")]
    public async Task Reactivate_CancelledAfterItsEnvironmentWent_EndsAllTheSame(string isolation)
    {
        HashSet<OperationState?> ends = [];
        for (int n = 1; ; n++)
        {
            AccessWorld world = await AccessWorld.BeforeAsync(isolation, "reactivate");
            if (!await BeginAsync(world, "reactivate", n))
            {
                break;
            }

            await world.Simulated.Cloud.IsolateAsync(world.Simulated.Cloud.Environments.Single().Id, skipIsolationPeriod: true, ignoreRemainingData: true, default);
            await world.CancelAsync(world.NewHost("second"), "reactivate");
            TenantOperation? operation = await world.OperationAsync("reactivate");
            (operation?.State ?? OperationState.Cancelled).Should().BeOneOf([OperationState.Cancelled, OperationState.Succeeded], $"of a crash at await {n}, after which the environment went: {operation?.Problem?.Message}");
            ends.Add(operation?.State);
        }

        ends.Should().Contain(OperationState.Cancelled);
    }

    [Theory]
    [InlineData("CamSubAccount")]
    [InlineData("WhiteLabel")]
    public async Task Reactivate_OfAnEnvironmentThatIsGone_CrashedAtEveryAwait_EndsAsItWasBefore(string isolation)
    {
        string before = await (await AccessWorld.BeforeAsync(isolation, "reactivate")).DescribeAsync();
        int n = 1;
        for (; ; n++)
        {
            AccessWorld world = await AccessWorld.BeforeAsync(isolation, "reactivate");
            await world.Simulated.Cloud.IsolateAsync(world.Simulated.Cloud.Environments.Single().Id, skipIsolationPeriod: true, ignoreRemainingData: true, default);
            bool isCrashed = await BeginAsync(world, "reactivate", n);
            await world.Simulated.RunToEndAsync(world.NewHost("second"));
            (await world.OperationAsync("reactivate"))?.State.Should().Be(OperationState.Failed, $"of a crash at await {n}");
            (await world.DescribeAsync()).Should().Be(before, $"of a crash at await {n}");
            if (!isCrashed)
            {
                break;
            }
        }

        n.Should().BeGreaterThan(5);
    }

    [Theory]
    [InlineData("suspend", "LostBefore")]
    [InlineData("suspend", "LostAfter")]
    [InlineData("suspend", "Throttled")]
    [InlineData("reactivate", "LostBefore")]
    [InlineData("reactivate", "LostAfter")]
    [InlineData("reactivate", "Throttled")]
    [InlineData("reactivate, key deleted meanwhile", "LostBefore")]
    [InlineData("reactivate, key deleted meanwhile", "LostAfter")]
    [InlineData("reactivate, key deleted meanwhile", "Throttled")]
    public async Task Verb_ReplyOfAnyCallLost_EndsDoneOrCancelledAsItWasBefore(string verb, string faultName)
    {
        string done = await EndAsync("CamSubAccount", verb);
        string before = await (await AccessWorld.BeforeAsync("CamSubAccount", verb)).DescribeAsync();
        HashSet<OperationState?> ends = [];
        bool struck = true;
        for (int n = 1; struck; n++)
        {
            foreach (bool cancels in new[] { false, true })
            {
                struck = false;
                AccessWorld world = await AccessWorld.BeforeAsync("CamSubAccount", verb);
                int calls = 0;
                SimulatedHost host = world.NewHost("only", faults: _ => Strike() ? Enum.Parse<CamFault>(faultName) : CamFault.None);
                world.Simulated.Cloud.Faults = _ => Strike() ? Enum.Parse<CloudFault>(faultName) : CloudFault.None;
                await world.BeginAsync(host, verb);
                await host.Pump.RunOnceAsync();
                await (cancels ? world.CancelAsync(host, verb) : world.Simulated.RunToEndAsync(host));
                await RequireAsync(world, verb, done, before, ends, $"{faultName} at call {n}, cancelled: {cancels}");

                bool Strike() => ++calls == n && (struck = true);
            }
        }

        ends.Should().Contain(OperationState.Succeeded).And.Contain(OperationState.Cancelled);
    }

    private static async Task RequireAsync(AccessWorld world, string verb, string done, string before, HashSet<OperationState?> ends, string because)
    {
        TenantOperation? operation = await world.OperationAsync(verb);
        OperationState? end = operation?.State;
        ends.Add(end);
        (end is OperationState.Succeeded or OperationState.Cancelled or null).Should().BeTrue($"it ended as {end}, {operation?.Problem?.Message} ({because})");
        (await world.DescribeAsync()).Should().Be(end == OperationState.Succeeded ? done : before, $"it ended as {end} ({because})");
    }

    private static async Task WorkAsync(AccessWorld world, SimulatedHost host, string verb)
    {
        await world.BeginAsync(host, verb);
        await host.Pump.RunOnceAsync();
        await host.Pump.RunOnceAsync();
    }

    private static async Task<string> EndAsync(string isolation, string verb)
    {
        AccessWorld calm = await AccessWorld.BeforeAsync(isolation, verb);
        (await BeginAsync(calm, verb, null)).Should().BeFalse();
        return await calm.DescribeAsync();
    }

    /// <returns>Whether the host crashed.</returns>
    private static async Task<bool> BeginAsync(AccessWorld world, string verb, int? crashAt)
    {
        SimulatedHost host = world.NewHost("first", new CrashGate(crashAt));
        Task begun = world.BeginAsync(host, verb);
        if (begun.IsCompleted)
        {
            await begun;
            await world.Simulated.RunToEndAsync(host);
        }

        return host.Gate.IsCrashed;
    }
}
