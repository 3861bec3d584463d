using System.Globalization;

namespace CloudBase.MultiTenant.Sandboxes.Planning;

/// <summary>The ranges of a demand.</summary>
internal static class DemandRules
{
    private const double MostPerSecond = 10_000;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    public static void Check(SandboxPoolDemand demand)
    {
        Require(demand.ArrivalsPerSecond is > 0 and <= MostPerSecond, nameof(demand.ArrivalsPerSecond), demand.ArrivalsPerSecond, "more than 0 and at most 10,000 a second");
        Require(demand.MeanHold > TimeSpan.Zero && demand.MeanHold <= Longest, nameof(demand.MeanHold), demand.MeanHold, "more than 0 and at most 365 days");
        Require(demand.MeanCreate > TimeSpan.Zero && demand.MeanCreate <= Longest, nameof(demand.MeanCreate), demand.MeanCreate, "more than 0 and at most 365 days");
        Require(demand.RefillPerSecond is null or (> 0 and <= MostPerSecond), nameof(demand.RefillPerSecond), demand.RefillPerSecond, "more than 0 and at most 10,000 a second, or null for no limit");
        Require(demand.WarmRatio is >= 0 and < 1, nameof(demand.WarmRatio), demand.WarmRatio, "0 to less than 1: no pool of any size is always warm");
        Require(demand.CeilingRisk is > 0 and < 1, nameof(demand.CeilingRisk), demand.CeilingRisk, "more than 0 to less than 1");
        Require(!(demand.PricePerHour < 0), nameof(demand.PricePerHour), demand.PricePerHour, "0 or more, or null when it is unknown");
        Require(!string.IsNullOrWhiteSpace(demand.Currency), nameof(demand.Currency), demand.Currency, "a currency such as CNY");
        double load = demand.ArrivalsPerSecond * (demand.MeanHold + demand.MeanCreate).TotalSeconds;
        Require(load <= 1_000_000, nameof(demand.ArrivalsPerSecond), demand.ArrivalsPerSecond, "arrivals and times of which at most 1,000,000 sandboxes run at once");
    }

    private static void Require(bool holds, string name, object? value, string range)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} is {value}: give {range}."));
        }
    }
}
