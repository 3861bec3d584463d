using System.Globalization;
using CloudBase.MultiTenant.Sandboxes.Planning;

namespace CloudBase.MultiTenant;

/// <summary>Says how large a pool of sandboxes is to be. Pure: it asks nobody, and the same demand gives the same plan. Thread-safe.</summary>
public static class SandboxPoolPlanner
{
    /// <summary>The hours of a month, 365 days of 24 hours in 12 parts.</summary>
    public const int HoursPerMonth = 730;

    private const int LargestTarget = 10_000;

    /// <summary>Finds the smallest pool that reaches the wanted warm ratio, and the ceiling that it needs.</summary>
    /// <param name="demand">What is to be served, and reached.</param>
    /// <exception cref="ArgumentOutOfRangeException">A figure is out of its range, or no pool reaches the ratio with that refill.</exception>
    public static SandboxPoolPlan Plan(SandboxPoolDemand demand)
    {
        ArgumentNullException.ThrowIfNull(demand);
        DemandRules.Check(demand);
        WarmCycle cycle = NewCycle(demand);
        if (demand.WarmRatio >= cycle.Limit)
        {
            throw new ArgumentOutOfRangeException(
                nameof(demand),
                demand.RefillPerSecond,
                Say($"A refill of {demand.RefillPerSecond} a second serves at most {cycle.Limit:P1} of {demand.ArrivalsPerSecond} arrivals a second, and {demand.WarmRatio:P1} is wanted: allow more than {demand.ArrivalsPerSecond * demand.WarmRatio:0.####} a second, or ask for less."));
        }

        double before = 0;
        while (cycle.WarmRatio < demand.WarmRatio)
        {
            before = cycle.WarmRatio;
            cycle.Grow();
            if (cycle.Size > LargestTarget)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(demand),
                    demand.WarmRatio,
                    Say($"More than {LargestTarget} members would have to be warm for {demand.WarmRatio:P1}: ask for less, create faster, or split the pool."));
            }
        }

        return Describe(demand, cycle, before);
    }

    private static SandboxPoolPlan Describe(SandboxPoolDemand demand, WarmCycle cycle, double before)
    {
        var size = new PoolSize(demand, cycle);
        var plan = new SandboxPoolPlan
        {
            WarmTarget = cycle.Size,
            Ceiling = size.Ceiling,
            WarmRatio = cycle.WarmRatio,
            MeanInUse = size.MeanInUse,
            MeanWarm = size.MeanWarm,
            Currency = demand.Currency,
            Lines = PoolCost.LinesOf(size, demand.PricePerHour),
            Choices = Choose(demand, cycle.Size),
            Explanation = [],
        };
        return plan with { Explanation = PlanExplanation.Of(demand, plan, before) };
    }

    private static List<SandboxPoolChoice> Choose(SandboxPoolDemand demand, int target)
    {
        List<SandboxPoolChoice> choices = [];
        WarmCycle cycle = NewCycle(demand);
        foreach (int size in new SortedSet<int> { 0, target / 2, Math.Max(0, target - 1), target, target + 1, target * 2 })
        {
            while (cycle.Size < size)
            {
                cycle.Grow();
            }

            var pool = new PoolSize(demand, cycle);
            choices.Add(new SandboxPoolChoice(size, pool.Ceiling, cycle.WarmRatio, PoolCost.Sum(PoolCost.LinesOf(pool, demand.PricePerHour))));
        }

        return choices;
    }

    private static WarmCycle NewCycle(SandboxPoolDemand demand) => new(demand.ArrivalsPerSecond, demand.MeanCreate.TotalSeconds, demand.RefillPerSecond);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
