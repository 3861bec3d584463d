using System.Globalization;

namespace CloudBase.MultiTenant.Sandboxes.Planning;

/// <summary>Why a plan is as it is, for the person who has to believe it.</summary>
internal static class PlanExplanation
{
    public static IReadOnlyList<string> Of(SandboxPoolDemand demand, SandboxPoolPlan plan, double before)
    {
        double arrivals = demand.ArrivalsPerSecond, hold = demand.MeanHold.TotalSeconds, create = demand.MeanCreate.TotalSeconds;
        decimal hours = plan.Lines.Sum(l => l.Hours);
        return
        [
            Say($"{arrivals:0.####} arrivals a second that each run {hold:0.##} s take {arrivals * hold:0.##} sandboxes on average."),
            Say($"A member takes {create:0.##} s to create: {arrivals * plan.WarmRatio * create:0.##} are on their way on average, and have to be covered by warm ones."),
            demand.RefillPerSecond is { } rate
                ? Say($"Refill may order {rate:0.####} a second, and {plan.WarmRatio:P1} warm takes {arrivals * plan.WarmRatio:0.####}: what is claimed waits for its turn, and {plan.WarmTarget - plan.MeanWarm:0.##} wait on average.")
                : "Refill is not limited: each claim orders the next member at once.",
            plan.WarmTarget == 0
                ? Say($"No warm ratio is wanted, so that nothing is kept warm: every sandbox starts cold and takes {create:0.##} s.")
                : Say($"{plan.WarmTarget} warm serve {plan.WarmRatio:P2} of all who ask; {plan.WarmTarget - 1} would serve {before:P2}, and {demand.WarmRatio:P2} is wanted."),
            Say($"{plan.Ceiling - plan.WarmTarget} places beside the warm ones hold the {plan.MeanInUse:0.##} in use so that at most {demand.CeilingRisk:P2} of all who ask find it reached: the ceiling is {plan.Ceiling}."),
            Say($"{plan.MeanWarm:0.##} for nobody and {plan.MeanInUse:0.##} in use run {hours:#,0.00} hours in a month of {SandboxPoolPlanner.HoursPerMonth} hours, if it is always as busy."),
            plan.MonthlyCost is { } cost
                ? Say($"At {demand.PricePerHour} {demand.Currency} an hour that is {cost:#,0.00} {demand.Currency} a month, of which the pool itself is {plan.Lines[0].Amount:#,0.00}.")
                : "What an hour costs is unknown, and so is the cost; it is not zero.",
        ];
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
