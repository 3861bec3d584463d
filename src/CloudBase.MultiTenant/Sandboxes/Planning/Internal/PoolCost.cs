using CloudBase.MultiTenant.Costs;

namespace CloudBase.MultiTenant.Sandboxes.Planning;

/// <summary>What a pool costs a month: exact for the hours that it says, and unknown where the price is.</summary>
internal static class PoolCost
{
    public static IReadOnlyList<SandboxPoolPlanLine> LinesOf(PoolSize size, decimal? price) =>
    [
        Line("Members of the pool that are nobody's yet", size.MeanWarm, price),
        Line("Sandboxes in use, idle or starting cold", size.MeanInUse, price),
    ];

    public static decimal? Sum(IReadOnlyList<SandboxPoolPlanLine> lines) =>
        lines.Aggregate((decimal?)0m, (sum, line) => sum is { } so && line.Amount is { } amount ? ExactDecimal.Add(so, amount) : null);

    private static SandboxPoolPlanLine Line(string item, double mean, decimal? price)
    {
        decimal hours = Math.Ceiling((decimal)(mean * SandboxPoolPlanner.HoursPerMonth) * 100) / 100;
        try
        {
            return new SandboxPoolPlanLine(item, hours, price, price is { } known ? ExactDecimal.Multiply(known, hours) : null);
        }
        catch (OverflowException e)
        {
            throw new ArgumentOutOfRangeException($"The cost of {hours} hours at {price} has more digits than an exact decimal holds (28): give a price with fewer decimals.", e);
        }
    }
}
