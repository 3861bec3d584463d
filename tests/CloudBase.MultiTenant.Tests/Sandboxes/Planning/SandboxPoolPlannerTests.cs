using CsCheck;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Planning;

public sealed class SandboxPoolPlannerTests
{
    private static readonly SandboxPoolDemand Demand = new()
    {
        ArrivalsPerSecond = 0.2, MeanHold = TimeSpan.FromMinutes(10), MeanCreate = TimeSpan.FromSeconds(30), PricePerHour = 0.12m,
    };

    private static readonly Gen<SandboxPoolDemand> Demands = Gen.Select(
        Gen.Double[0.001, 5], Gen.Double[1, 600], Gen.Double[0.5, 60], Gen.Double[0, 0.99], Gen.Double[0.0001, 0.5],
        (arrivals, hold, create, ratio, risk) => new SandboxPoolDemand
        {
            ArrivalsPerSecond = arrivals,
            MeanHold = TimeSpan.FromSeconds(hold),
            MeanCreate = TimeSpan.FromSeconds(create),
            WarmRatio = ratio,
            CeilingRisk = risk,
            PricePerHour = 0.0371m,
        });

    // Erlang's table: 6 expected on their way, and the loss is 4.3 % with 10 servers, 7.5 % with 9.
    [Fact]
    public void Plan_TheGuidesExample_IsErlangsTable()
    {
        SandboxPoolPlan plan = SandboxPoolPlanner.Plan(Demand);

        plan.WarmTarget.Should().Be(10);
        plan.WarmRatio.Should().BeApproximately(1 - 0.0431, 0.0001);
        plan.Choices.Single(c => c.WarmTarget == 9).WarmRatio.Should().BeApproximately(1 - 0.0751, 0.0001);
        plan.MeanInUse.Should().BeApproximately(120 + (6 * 0.0431), 0.01);
        plan.Ceiling.Should().BeGreaterThan(10 + 120);
    }

    [Fact]
    public void Plan_Price_IsExactLineByLine()
    {
        SandboxPoolPlan plan = SandboxPoolPlanner.Plan(Demand with { PricePerHour = 0.1234567m });

        plan.Lines.Should().OnlyContain(l => l.Amount == l.Hours * 0.1234567m && decimal.Round(l.Hours, 2) == l.Hours);
        plan.Lines[0].Hours.Should().Be(7300m, "ten members all the time");
        plan.MonthlyCost.Should().Be(plan.Lines[0].Amount + plan.Lines[1].Amount);
        plan.Choices.Single(c => c.WarmTarget == plan.WarmTarget).MonthlyCost.Should().Be(plan.MonthlyCost);
        plan.Currency.Should().Be("CNY");
    }

    [Fact]
    public void Plan_PriceUnknown_StaysUnknownAndIsNeverZero()
    {
        SandboxPoolPlan plan = SandboxPoolPlanner.Plan(Demand with { PricePerHour = null });

        plan.MonthlyCost.Should().BeNull();
        plan.Lines.Should().OnlyContain(l => l.Amount == null && l.Hours > 0);
        plan.Choices.Should().OnlyContain(c => c.MonthlyCost == null);
        plan.Explanation.Should().Contain(e => e.Contains("unknown", StringComparison.Ordinal) && e.Contains("not zero", StringComparison.Ordinal));
        SandboxPoolPlanner.Plan(Demand with { PricePerHour = 0 }).MonthlyCost.Should().Be(0, "free is a price");
    }

    [Fact]
    public void Plan_Explanation_NamesEveryFigureOfTheChoice()
    {
        string text = string.Join("\n", SandboxPoolPlanner.Plan(Demand with { RefillPerSecond = 1 }).Explanation);

        text.Should().ContainAll("0.2 arrivals a second", "take 120 sandboxes", "30 s to create", "Refill may order 1 a second", "95.00 % is wanted", "the ceiling is", "730 hours", "0.12 CNY an hour");
    }

    [Fact]
    public void Plan_NoWarmRatioWanted_KeepsNothingWarm()
    {
        SandboxPoolPlan plan = SandboxPoolPlanner.Plan(Demand with { WarmRatio = 0 });

        (plan.WarmTarget, plan.WarmRatio, plan.MeanWarm).Should().Be((0, 0, 0));
        plan.MeanInUse.Should().BeApproximately(0.2 * 630, 1e-9);
        plan.Explanation.Should().Contain(e => e.Contains("every sandbox starts cold", StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_RefillTooSlow_IsRefusedSayingWhatWouldDo()
    {
        Action slow = () => SandboxPoolPlanner.Plan(Demand with { RefillPerSecond = 0.19 });
        Action endless = () => SandboxPoolPlanner.Plan(Demand with { ArrivalsPerSecond = 1000, MeanCreate = TimeSpan.FromSeconds(60), MeanHold = TimeSpan.FromSeconds(1) });

        slow.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*at most 95.0 %*more than 0.19 a second*");
        endless.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*More than 10000 members*");
        SandboxPoolPlanner.Plan(Demand with { RefillPerSecond = 0.2 }).WarmRatio.Should().BeGreaterThanOrEqualTo(0.95);
    }

    [Fact]
    public void Plan_OutOfRange_IsRefusedNamingTheFigureAndTheRange()
    {
        (string Name, SandboxPoolDemand Demand)[] wrong =
        [
            (nameof(Demand.ArrivalsPerSecond), Demand with { ArrivalsPerSecond = 0 }), (nameof(Demand.ArrivalsPerSecond), Demand with { ArrivalsPerSecond = double.NaN }),
            (nameof(Demand.ArrivalsPerSecond), Demand with { ArrivalsPerSecond = 10_000, MeanHold = TimeSpan.FromDays(1) }),
            (nameof(Demand.MeanHold), Demand with { MeanHold = TimeSpan.Zero }), (nameof(Demand.MeanCreate), Demand with { MeanCreate = TimeSpan.FromDays(400) }),
            (nameof(Demand.RefillPerSecond), Demand with { RefillPerSecond = 0 }), (nameof(Demand.RefillPerSecond), Demand with { RefillPerSecond = double.PositiveInfinity }),
            (nameof(Demand.WarmRatio), Demand with { WarmRatio = 1 }), (nameof(Demand.WarmRatio), Demand with { WarmRatio = double.NaN }),
            (nameof(Demand.CeilingRisk), Demand with { CeilingRisk = 0 }), (nameof(Demand.PricePerHour), Demand with { PricePerHour = -1 }),
            (nameof(Demand.Currency), Demand with { Currency = " " }),
        ];
        foreach ((string name, SandboxPoolDemand demand) in wrong)
        {
            FluentActions.Invoking(() => SandboxPoolPlanner.Plan(demand)).Should().Throw<ArgumentOutOfRangeException>().WithMessage($"{name} is *: give *");
        }
    }

    [Fact]
    public void Plan_MoreIsAskedFor_IsNeverSmaller() => Gen.Select(Demands, Gen.Double[1, 3]).Sample((demand, factor) =>
    {
        SandboxPoolPlan plan = SandboxPoolPlanner.Plan(demand);
        SandboxPoolPlan busier = SandboxPoolPlanner.Plan(demand with { ArrivalsPerSecond = demand.ArrivalsPerSecond * factor });
        SandboxPoolPlan slower = SandboxPoolPlanner.Plan(demand with { MeanCreate = demand.MeanCreate * factor });
        SandboxPoolPlan longer = SandboxPoolPlanner.Plan(demand with { MeanHold = demand.MeanHold * factor });
        SandboxPoolPlan surer = SandboxPoolPlanner.Plan(demand with { WarmRatio = demand.WarmRatio + ((1 - demand.WarmRatio) * (1 - (1 / factor))) });
        SandboxPoolPlan safer = SandboxPoolPlanner.Plan(demand with { CeilingRisk = demand.CeilingRisk / factor });

        busier.WarmTarget.Should().BeGreaterThanOrEqualTo(plan.WarmTarget);
        slower.WarmTarget.Should().BeGreaterThanOrEqualTo(plan.WarmTarget);
        surer.WarmTarget.Should().BeGreaterThanOrEqualTo(plan.WarmTarget);
        longer.WarmTarget.Should().Be(plan.WarmTarget, "how long one is held does not change how many are on their way");
        longer.Ceiling.Should().BeGreaterThanOrEqualTo(plan.Ceiling);
        safer.Ceiling.Should().BeGreaterThanOrEqualTo(plan.Ceiling);
        plan.WarmRatio.Should().BeGreaterThanOrEqualTo(demand.WarmRatio);
        plan.Choices.Select(c => c.WarmRatio).Should().BeInAscendingOrder();
        plan.MonthlyCost.Should().Be(plan.Lines.Sum(l => l.Amount));
    });

    [Fact]
    public void Plan_SlowerRefill_IsNeverSmaller() => Gen.Select(Demands, Gen.Double[1.01, 20], Gen.Double[1, 3]).Sample((demand, room, factor) =>
    {
        double refill = demand.ArrivalsPerSecond * Math.Max(demand.WarmRatio, 0.01) * room;
        SandboxPoolPlan slow = SandboxPoolPlanner.Plan(demand with { RefillPerSecond = refill });

        slow.WarmTarget.Should().BeGreaterThanOrEqualTo(SandboxPoolPlanner.Plan(demand with { RefillPerSecond = refill * factor }).WarmTarget);
        slow.WarmTarget.Should().BeGreaterThanOrEqualTo(SandboxPoolPlanner.Plan(demand).WarmTarget);
        slow.MeanWarm.Should().BeInRange(0, slow.WarmTarget);
    });
}
