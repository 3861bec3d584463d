namespace CloudBase.MultiTenant.Tests.Sandboxes.Planning;

/// <summary>Plans against pools that are played with seeded chance. The tolerances are those that docs/guides/pool-sizing.md states.</summary>
public sealed class SandboxPoolPlannerSimulationTests(ITestOutputHelper output)
{
    private const int Arrivals = 200_000;

    private static readonly Func<Random, double, double>[] Times = [PoolSimulation.Exponential, PoolSimulation.Always, PoolSimulation.Uneven];

    [Theory]
    [InlineData(0.2, 600, 30, 0.95)]
    [InlineData(0.02, 120, 60, 0.9)]
    [InlineData(5, 20, 4, 0.99)]
    [InlineData(1, 5, 10, 0.5)]
    public void Plan_RefillNotLimited_IsWhatThePoolReachesWhateverTheDistribution(double arrivals, int hold, int create, double ratio)
    {
        var demand = new SandboxPoolDemand
        {
            ArrivalsPerSecond = arrivals, MeanHold = TimeSpan.FromSeconds(hold), MeanCreate = TimeSpan.FromSeconds(create), WarmRatio = ratio,
        };
        SandboxPoolPlan plan = SandboxPoolPlanner.Plan(demand);
        for (int i = 0; i < Times.Length; i++)
        {
            PoolSimulation played = new PoolSimulation(new Random(20260301 + i), demand, plan.WarmTarget, Times[i]).Run(Arrivals, plan.Ceiling);
            output.WriteLine($"{Times[i].Method.Name}: warm {played.WarmRatio:P2} of {plan.WarmRatio:P2}, running {played.MeanRunning:0.00} of {plan.MeanWarm + plan.MeanInUse:0.00}, at the ceiling {played.FoundCeiling:P3}");

            played.WarmRatio.Should().BeApproximately(plan.WarmRatio, 0.01);
            played.MeanRunning.Should().BeApproximately(plan.MeanWarm + plan.MeanInUse, 0.02 * (plan.MeanWarm + plan.MeanInUse));
            played.FoundCeiling.Should().BeLessThan(3 * demand.CeilingRisk);
        }
    }

    [Theory]
    [InlineData(0.2, 600, 30, 0.25, 0.95)]
    [InlineData(0.5, 60, 10, 0.55, 0.9)]
    [InlineData(1, 30, 5, 2, 0.99)]
    [InlineData(1, 30, 5, 0.6, 0.5)]
    public void Plan_RefillLimited_PromisesNoMoreThanThePoolReaches(double arrivals, int hold, int create, double refill, double ratio)
    {
        var demand = new SandboxPoolDemand
        {
            ArrivalsPerSecond = arrivals, MeanHold = TimeSpan.FromSeconds(hold), MeanCreate = TimeSpan.FromSeconds(create), RefillPerSecond = refill, WarmRatio = ratio,
        };
        SandboxPoolPlan plan = SandboxPoolPlanner.Plan(demand);
        for (int i = 0; i < Times.Length; i++)
        {
            PoolSimulation played = new PoolSimulation(new Random(20260401 + i), demand, plan.WarmTarget, Times[i]).Run(Arrivals, plan.Ceiling);
            output.WriteLine($"{Times[i].Method.Name}: warm {played.WarmRatio:P2} of {plan.WarmRatio:P2} with {plan.WarmTarget}");

            played.WarmRatio.Should().BeInRange(plan.WarmRatio - 0.01, plan.WarmRatio + 0.1);
        }
    }

    [Fact]
    public void Plan_OneMemberLess_MissesTheRatio()
    {
        var demand = new SandboxPoolDemand { ArrivalsPerSecond = 0.2, MeanHold = TimeSpan.FromMinutes(10), MeanCreate = TimeSpan.FromSeconds(30) };
        SandboxPoolPlan plan = SandboxPoolPlanner.Plan(demand);

        new PoolSimulation(new Random(1), demand, plan.WarmTarget - 1, PoolSimulation.Exponential).Run(Arrivals, plan.Ceiling).WarmRatio.Should().BeLessThan(0.95);
        new PoolSimulation(new Random(1), demand, plan.WarmTarget, PoolSimulation.Exponential).Run(Arrivals, plan.Ceiling).WarmRatio.Should().BeGreaterThan(0.95);
    }
}
